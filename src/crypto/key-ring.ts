import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  isPublished,
  type PublishedAlgorithm,
  type SealedKey,
  type SigningAlgorithm,
  signingAlgorithms,
  type SigningKeyStore,
} from '../core/keys/signing-key.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { SealedKeyGenerator } from './sealed-key-generator.js';

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
}

/** The public half of a signing key. */
export interface PublishedKey extends SigningKey {
  readonly algorithm: PublishedAlgorithm;
}

interface OpenedKey extends SigningKey {
  /** The same key for HS256, the public half for every other algorithm. */
  readonly verifies: KeyObject;
  readonly state: SealedKey['state'];
  /** The sealed bytes that were opened, to detect that the row has changed. */
  readonly sealed: Buffer;
}

/**
 * The signing keys, opened and kept in memory. So signing needs no database, and a `KeyObject` is
 * made once: jsonwebtoken takes some 650 us for a string secret and 15 us for a `KeyObject`.
 */
export class KeyRing {
  /** All keys but the retired ones, by kid. */
  #keys: ReadonlyMap<string, OpenedKey> = new Map();
  /**
   * The active keys. An object lives as long as its key, so that values derived from it may be
   * cached beside it.
   */
  #signing = new Map<SigningAlgorithm, SigningKey>();
  #reading: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly keys: SealedKeyGenerator,
  ) {}

  /**
   * Reads the ring again, now or after the current read, once for all callers that ask meanwhile.
   * Generates the first key of each algorithm. When it fails, the keys in memory stay in use.
   * Throws `StartupError` when no known master key opens them, `Refusal('unavailable')` without a
   * database.
   */
  reload(): Promise<void> {
    // A caller never joins a read that has begun: that read may have missed the change that the
    // caller was notified of.
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

  /**
   * Returns the key that signs now. Throws `Refusal('unavailable')` while the ring could not be
   * read.
   */
  active(algorithm: SigningAlgorithm): SigningKey {
    const key = this.#signing.get(algorithm);
    if (!key)
      throw new Refusal('unavailable', `there is no active ${algorithm} key: the key ring was not read yet`);
    return key;
  }

  /**
   * Returns the key (next, active or retiring) that verifies the tokens that name this kid, with
   * its one algorithm; `null` when no token that names it is valid. A public key is derived from
   * the sealed private one and never read from a place where an attacker could plant it.
   */
  verifying(kid: string): SigningKey | null {
    const found = this.#keys.get(kid);
    return found ? { kid, algorithm: found.algorithm, key: found.verifies } : null;
  }

  /**
   * Returns the public halves of all keys that have one: next, active and retiring. Throws
   * `Refusal('unavailable')` while the ring could not be read: clients would cache an empty set,
   * and could verify nothing with it.
   */
  published(): PublishedKey[] {
    if (!this.isLoaded) throw new Refusal('unavailable', 'the key ring was not read yet');
    // The type of the key is checked, not only its algorithm: a secret key must never be published.
    return [...this.#keys.values()].flatMap(({ kid, algorithm, verifies }) =>
      isPublished(algorithm) && verifies.type === 'public' ? [{ kid, algorithm, key: verifies }] : [],
    );
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
    for (const algorithm of missing) await this.store.addUnlessActive(await this.keys.make(algorithm));
    return this.store.all();
  }

  /** Opens a key once for as long as its row is unchanged: opening an RSA key takes a while. */
  private opened({ kid, algorithm, state, sealed, use }: SealedKey): OpenedKey {
    const known = this.#keys.get(kid);
    const bytes = Buffer.from(sealed);
    if (known?.algorithm === algorithm && known.sealed.equals(bytes)) return { ...known, state };
    const key = this.keys.open({ kid, algorithm, use, sealed });
    const verifies = key.type === 'private' ? createPublicKey(key) : key;
    return { kid, algorithm, state, sealed: bytes, key, verifies };
  }

  private sameOrNew({ kid, algorithm, key }: OpenedKey): SigningKey {
    const before = this.#signing.get(algorithm);
    return before?.key === key ? before : { kid, algorithm, key };
  }
}
