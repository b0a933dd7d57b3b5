import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { Refusal } from '../core/refusal.js';
import type { SealedKey, SigningKeyStore } from '../core/signing-key.js';
import type { Sealer } from './seal.js';

const hmacKeyBytes = 32;

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: 'HS256';
  readonly key: KeyObject;
}

/**
 * The signing keys, opened and in memory, so that signing needs no database and a `KeyObject` is made once:
 * jsonwebtoken takes some 650 us for a string secret and 15 us for a `KeyObject`.
 */
export class KeyRing {
  #active = new Map<string, SigningKey>();

  constructor(
    private readonly store: SigningKeyStore,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Reads the ring again; makes the first key when there is none. On failure the keys at hand stay in use: `Unusable` when
   * the master key does not open them, `Refusal('unavailable')` without a database.
   */
  async reload(): Promise<void> {
    let keys = await this.store.all();
    if (!keys.some((key) => key.algorithm === 'HS256' && key.state === 'active')) {
      await this.store.addUnlessActive(this.makeHmacKey());
      keys = await this.store.all();
    }
    const active = keys.filter((key) => key.algorithm === 'HS256' && key.state === 'active');
    this.#active = new Map(active.map((key) => [key.algorithm, this.open(key)]));
  }

  get isLoaded(): boolean {
    return this.#active.size > 0;
  }

  /** The key that signs now. Throws `Refusal('unavailable')` while the ring could not be read. */
  active(algorithm: 'HS256'): SigningKey {
    const key = this.#active.get(algorithm);
    if (!key)
      throw new Refusal('unavailable', `there is no active ${algorithm} key: the key ring was not read yet`);
    return key;
  }

  /** The key by which tokens that name it are verified, with the one algorithm it is for. `null`: none of them is good. */
  verifying(kid: string): SigningKey | null {
    return [...this.#active.values()].find((key) => key.kid === kid) ?? null;
  }

  private open(sealed: SealedKey): SigningKey {
    return {
      kid: sealed.kid,
      algorithm: 'HS256',
      key: createSecretKey(this.sealer.open(Buffer.from(sealed.sealed), labelOf(sealed))),
    };
  }

  private makeHmacKey(): SealedKey {
    // The prefix keeps HMAC and RSA keys in kid spaces of their own: one can never be taken for the other.
    const named = { kid: `hs-${randomBytes(8).toString('hex')}`, algorithm: 'HS256', use: 'sig' } as const;
    return { ...named, state: 'active', sealed: this.sealer.seal(randomBytes(hmacKeyBytes), labelOf(named)) };
  }
}

const labelOf = (key: Pick<SealedKey, 'kid' | 'algorithm' | 'use'>): string =>
  `${key.kid}|${key.algorithm}|${key.use}`;
