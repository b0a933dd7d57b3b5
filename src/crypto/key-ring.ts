import { createPublicKey, type KeyObject } from 'node:crypto';
import { Refusal } from '../core/refusal.js';
import {
  type SealedKey,
  type SigningAlgorithm,
  signingAlgorithms,
  type SigningKeyStore,
} from '../core/signing-key.js';
import type { KeyMaker } from './key-maker.js';

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
}

interface OpenedKey extends SigningKey {
  /** The same for HS256, the public half for RS256. */
  readonly verifies: KeyObject;
  readonly state: SealedKey['state'];
  /** To tell whether the row is still the one that was opened. */
  readonly sealed: Buffer;
}

/**
 * The signing keys, opened and in memory, so that signing needs no database and a `KeyObject` is made once:
 * jsonwebtoken takes some 650 us for a string secret and 15 us for a `KeyObject`.
 */
export class KeyRing {
  /** By kid: all but the retired ones. */
  #keys: ReadonlyMap<string, OpenedKey> = new Map();
  /** An object lives as long as its key, so that what was made of it may be kept beside it. */
  #signing = new Map<SigningAlgorithm, SigningKey>();
  #reading: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly maker: KeyMaker,
  ) {}

  /**
   * Reads the ring again, at this moment or later, together for all who ask meanwhile; makes the first key of each algorithm.
   * On failure the keys at hand stay in use: `Unusable` when no known master key opens them, `Refusal('unavailable')`
   * without a database.
   */
  reload(): Promise<void> {
    // Never joins a look that has begun: it may have seen the ring before the change that the caller was told of.
    this.#waiting ??= this.#reading.then(() => {
      this.#waiting = null;
      const reading = this.read();
      this.#reading = reading.catch(() => undefined);
      return reading;
    });
    return this.#waiting;
  }

  get isLoaded(): boolean {
    return signingAlgorithms.every((algorithm) => this.#signing.has(algorithm));
  }

  /** The key that signs now. Throws `Refusal('unavailable')` while the ring could not be read. */
  active(algorithm: SigningAlgorithm): SigningKey {
    const key = this.#signing.get(algorithm);
    if (!key)
      throw new Refusal('unavailable', `there is no active ${algorithm} key: the key ring was not read yet`);
    return key;
  }

  /**
   * The key by which tokens that name it are verified, with the one algorithm it is for: next, active or retiring. `null`: no
   * token that names it is good. A public key is derived from the sealed one, never read from where somebody could plant it.
   */
  verifying(kid: string): SigningKey | null {
    const found = this.#keys.get(kid);
    return found ? { kid, algorithm: found.algorithm, key: found.verifies } : null;
  }

  /**
   * The public halves of all RS256 keys, next, active and retiring. Throws `Refusal('unavailable')` while the ring could not be
   * read: an empty set would be kept, and nobody would verify anything with it.
   */
  published(): SigningKey[] {
    if (!this.isLoaded) throw new Refusal('unavailable', 'the key ring was not read yet');
    // By what the key is, and not by its name alone: a secret must never get here.
    return [...this.#keys.values()]
      .filter(({ algorithm, verifies }) => algorithm === 'RS256' && verifies.type === 'public')
      .map(({ kid, algorithm, verifies }) => ({ kid, algorithm, key: verifies }));
  }

  private async read(): Promise<void> {
    const keys = await this.allWithFirst();
    const opened = keys.map((key) => this.opened(key));
    this.#keys = new Map(opened.map((key) => [key.kid, key]));
    const active = opened.filter(({ state }) => state === 'active');
    this.#signing = new Map(active.map((key) => [key.algorithm, this.sameOrNew(key)]));
  }

  private async allWithFirst(): Promise<readonly SealedKey[]> {
    const keys = await this.store.all();
    const missing = signingAlgorithms.filter(
      (algorithm) => !keys.some((key) => key.algorithm === algorithm && key.state === 'active'),
    );
    if (missing.length === 0) return keys;
    for (const algorithm of missing) await this.store.addUnlessActive(await this.maker.make(algorithm));
    return this.store.all();
  }

  /** Opened once for as long as the row says the same: an RSA key takes a while. */
  private opened({ kid, algorithm, state, sealed, use }: SealedKey): OpenedKey {
    const known = this.#keys.get(kid);
    const bytes = Buffer.from(sealed);
    if (known?.algorithm === algorithm && known.sealed.equals(bytes)) return { ...known, state };
    const key = this.maker.open({ kid, algorithm, use, sealed });
    const verifies = key.type === 'private' ? createPublicKey(key) : key;
    return { kid, algorithm, state, sealed: bytes, key, verifies };
  }

  private sameOrNew({ kid, algorithm, key }: OpenedKey): SigningKey {
    const before = this.#signing.get(algorithm);
    return before?.key === key ? before : { kid, algorithm, key };
  }
}
