import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  algorithmsOf,
  isPublished,
  type KeyUse,
  type PublishedAlgorithm,
  type SealedKey,
  type SigningAlgorithm,
  type SigningKeyStore,
  type StoredRing,
} from '../core/keys/signing-key.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { SealedKeyGenerator } from './sealed-key-generator.js';

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly use: KeyUse;
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
  #signing: Readonly<Record<KeyUse, ReadonlyMap<SigningAlgorithm, SigningKey>>> = {
    merchant: new Map(),
    operator: new Map(),
  };
  #sharedUntilMs: number | null = null;
  #reading: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly keys: SealedKeyGenerator,
  ) {}

  /**
   * Reads the ring again, now or after the current read, once for all callers that ask meanwhile.
   * Generates the first key of each use and algorithm. When it fails, the keys in memory stay in use.
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
    return this.store.uses.every((use) =>
      algorithmsOf[use].every((algorithm) => this.#signing[use].has(algorithm)),
    );
  }

  /** `StoredRing.sharedUntilMs`, as it was last read. */
  get sharedUntilMs(): number | null {
    return this.#sharedUntilMs;
  }

  /**
   * Returns the key that signs now. Throws `Refusal('unavailable')` while the ring could not be
   * read.
   */
  active(algorithm: SigningAlgorithm, use: KeyUse = 'merchant'): SigningKey {
    const key = this.#signing[use].get(algorithm);
    if (!key)
      throw new Refusal(
        'unavailable',
        `there is no active ${algorithm} key of the use ${use}: the key ring was not read yet`,
      );
    return key;
  }

  /**
   * Returns the key (next, active or retiring) that verifies the tokens that name this kid, with
   * its one algorithm; `null` when no token that names it is valid. A public key is derived from
   * the sealed private one and never read from a place where an attacker could plant it.
   */
  verifying(kid: string): SigningKey | null {
    const found = this.#keys.get(kid);
    return found ? { kid, algorithm: found.algorithm, use: found.use, key: found.verifies } : null;
  }

  /**
   * Returns the public halves of all keys of merchants and users that have one: next, active and retiring. Throws
   * `Refusal('unavailable')` while the ring could not be read: clients would cache an empty set,
   * and could verify nothing with it.
   */
  published(): PublishedKey[] {
    if (!this.isLoaded) throw new Refusal('unavailable', 'the key ring was not read yet');
    // The type of the key is checked, not only its algorithm: a secret key must never be published.
    return [...this.#keys.values()].flatMap(({ kid, algorithm, use, verifies }) =>
      use === 'merchant' && isPublished(algorithm) && verifies.type === 'public'
        ? [{ kid, algorithm, use, key: verifies }]
        : [],
    );
  }

  private async read(): Promise<void> {
    const { keys, sharedUntilMs } = await this.readWithFirst();
    const opened = keys.map((key) => this.opened(key));
    this.#keys = new Map(opened.map((key) => [key.kid, key]));
    const active = opened.filter(({ state }) => state === 'active');
    const signing = (use: KeyUse): ReadonlyMap<SigningAlgorithm, SigningKey> =>
      new Map(active.filter((key) => key.use === use).map((key) => [key.algorithm, this.sameOrNew(key)]));
    this.#signing = { merchant: signing('merchant'), operator: signing('operator') };
    this.#sharedUntilMs = sharedUntilMs;
  }

  private async readWithFirst(): Promise<StoredRing> {
    const found = await this.store.read();
    const missing = this.store.uses.flatMap((use) =>
      algorithmsOf[use]
        .filter((algorithm) => !found.keys.some(isActive(use, algorithm)))
        .map((algorithm) => ({ use, algorithm })),
    );
    if (missing.length === 0) return found;
    for (const { use, algorithm } of missing)
      await this.store.addUnlessActive(await this.keys.make(algorithm, use));
    return this.store.read();
  }

  /** Opens a key once for as long as its row is unchanged: opening an RSA key takes a while. */
  private opened({ kid, algorithm, state, sealed, use }: SealedKey): OpenedKey {
    const known = this.#keys.get(kid);
    const bytes = Buffer.from(sealed);
    if (known?.algorithm === algorithm && known.use === use && known.sealed.equals(bytes))
      return { ...known, state };
    const key = this.keys.open({ kid, algorithm, use, sealed });
    const verifies = key.type === 'private' ? createPublicKey(key) : key;
    return { kid, algorithm, use, state, sealed: bytes, key, verifies };
  }

  private sameOrNew({ kid, algorithm, use, key }: OpenedKey): SigningKey {
    const before = this.#signing[use].get(algorithm);
    return before?.key === key ? before : { kid, algorithm, use, key };
  }
}

const isActive =
  (use: KeyUse, algorithm: SigningAlgorithm) =>
  (key: SealedKey): boolean =>
    key.use === use && key.algorithm === algorithm && key.state === 'active';
