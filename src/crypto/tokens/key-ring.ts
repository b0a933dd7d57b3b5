import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  algorithmsOf,
  isPublished,
  type KeyUse,
  type PublishedAlgorithm,
  type SealedKey,
  type SigningAlgorithm,
  type SigningKeyStore,
  type StoredKeys,
} from '../../core/keys/signing-key.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
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
  #previousReleaseTokensUntilMs: number | null = null;
  /** When the read began that last told which keys of a use are left, whether or not all could be opened. */
  readonly #readAtMs = new Map<KeyUse, number>();
  /** When the read began after which every key was open. */
  #openedAtMs: number | null = null;
  #reading: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    private readonly store: SigningKeyStore,
    private readonly keys: SealedKeyGenerator,
    private readonly monotonicClock: MonotonicClock,
    /** A key may have been revoked when the ring was not read for this long: it must not verify any more. */
    private readonly maxStalenessMs: number,
  ) {}

  /**
   * Reads the ring again, now or after the current read, once for all callers that ask meanwhile.
   * Generates the first key of each use and algorithm. Throws `Refusal('unavailable')` without a
   * database: the keys in memory stay in use until they are too stale. Throws `DeploymentError` when no known master
   * key opens a key: the others are in use then, and those that were revoked are not.
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

  /**
   * Whether the keys of a use are still those of the database: not when they were not read for longer than
   * the maximum staleness. A revoked key would go on verifying.
   */
  isFresh(use: KeyUse = 'merchant'): boolean {
    const readAtMs = this.#readAtMs.get(use);
    return readAtMs !== undefined && this.monotonicClock() - readAtMs <= this.maxStalenessMs;
  }

  /** Milliseconds since the last read after which every key was open; `null` when there was none. */
  get stalenessMs(): number | null {
    return this.#openedAtMs === null ? null : this.monotonicClock() - this.#openedAtMs;
  }

  /** `StoredKeys.previousReleaseTokensUntilMs`, as it was last read. */
  get previousReleaseTokensUntilMs(): number | null {
    return this.#previousReleaseTokensUntilMs;
  }

  /**
   * Returns the key that signs now. Throws `Refusal('unavailable')` while the ring could not be
   * read.
   */
  active(algorithm: SigningAlgorithm, use: KeyUse = 'merchant'): SigningKey {
    const key = this.#signing[use].get(algorithm);
    if (key) return key;
    const why = this.#readAtMs.has(use) ? 'it cannot be opened' : 'the key ring was not read yet';
    throw new Refusal('unavailable', `there is no active ${algorithm} key of the use ${use}: ${why}`);
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
   * and could verify nothing with it. Throws it also when the keys are not fresh. One may have been
   * revoked, and APIs that verify offline would go on trusting its tokens, which the gateway rejects. A client
   * library keeps the set that it has when a fetch fails, and another process answers.
   */
  published(): PublishedKey[] {
    if (!this.isLoaded) throw new Refusal('unavailable', 'the key ring was not read yet');
    if (!this.isFresh()) throw new Refusal('unavailable', 'the key ring was not read for too long');
    // The type of the key is checked, not only its algorithm: a secret key must never be published.
    return [...this.#keys.values()].flatMap(({ kid, algorithm, use, verifies }) =>
      use === 'merchant' && isPublished(algorithm) && verifies.type === 'public'
        ? [{ kid, algorithm, use, key: verifies }]
        : [],
    );
  }

  /** Reads one use after the other: that the keys of one cannot be read says nothing of the others. */
  private async read(): Promise<void> {
    const startMs = this.monotonicClock();
    const failures: unknown[] = [];
    for (const use of this.store.uses)
      await this.readUse(use, startMs, failures).catch((error: unknown) => failures.push(error));
    if (failures.length === 0) this.#openedAtMs = startMs;
    else throw failures.find((failure) => failure instanceof DeploymentError) ?? failures[0];
  }

  /** Adds to `failures` what keeps a key from being opened. */
  private async readUse(use: KeyUse, startMs: number, failures: unknown[]): Promise<void> {
    // The first keys of the uses are generated in order, so those of a use only after those before it.
    const stored = await (failures.length === 0 ? this.readWithFirst(use) : this.store.read(use));
    const opened = stored.keys.flatMap((key) => this.openedOrNone(key, failures));
    const others = [...this.#keys.values()].filter((key) => key.use !== use);
    this.#keys = new Map([...others, ...opened].map((key) => [key.kid, key]));
    this.#signing = { ...this.#signing, [use]: this.signingOf(use, opened) };
    if (use === 'operator') this.#previousReleaseTokensUntilMs = stored.previousReleaseTokensUntilMs;
    this.#readAtMs.set(use, startMs);
  }

  /** The active keys; where one could not be opened, the key before it, if that was not revoked. */
  private signingOf(use: KeyUse, opened: readonly OpenedKey[]): ReadonlyMap<SigningAlgorithm, SigningKey> {
    const kids = new Set(opened.map(({ kid }) => kid));
    const before = [...this.#signing[use]].filter(([, { kid }]) => kids.has(kid));
    const active = opened.filter(({ state }) => state === 'active');
    return new Map([...before, ...active.map((key) => [key.algorithm, this.sameOrNew(key)] as const)]);
  }

  private async readWithFirst(use: KeyUse): Promise<StoredKeys> {
    const found = await this.store.read(use);
    const missing = algorithmsOf[use].filter((algorithm) => !found.keys.some(isActive(algorithm)));
    if (missing.length === 0) return found;
    for (const algorithm of missing) await this.store.addUnlessActive(await this.keys.make(algorithm, use));
    return this.store.read(use);
  }

  /** Opens a key once for as long as its row is unchanged: opening an RSA key takes a while. */
  private openedOrNone(stored: SealedKey, failures: unknown[]): OpenedKey[] {
    const { kid, algorithm, state, use } = stored;
    const sealed = Buffer.from(stored.sealed);
    const known = this.#keys.get(kid);
    const same = known?.algorithm === algorithm && known.use === use ? known : null;
    if (same?.sealed.equals(sealed)) return [{ ...same, state }];
    try {
      const key = this.keys.open(stored);
      const verifies = key.type === 'private' ? createPublicKey(key) : key;
      return [{ kid, algorithm, use, state, sealed, key, verifies }];
    } catch (error) {
      if (!(error instanceof DeploymentError)) throw error;
      failures.push(error);
      // It was sealed again, and is the same key.
      return same ? [{ ...same, state }] : [];
    }
  }

  private sameOrNew({ kid, algorithm, use, key }: OpenedKey): SigningKey {
    const before = this.#signing[use].get(algorithm);
    return before?.key === key ? before : { kid, algorithm, use, key };
  }
}

const isActive =
  (algorithm: SigningAlgorithm) =>
  (key: SealedKey): boolean =>
    key.algorithm === algorithm && key.state === 'active';
