import { revocationMarginSeconds, tokenLifetimeSecondsMax } from './revocation.js';

export const signingAlgorithms = ['HS256', 'RS256'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/**
 * Where a key is in its life, by the database's clock. `next`: everybody may meet it, nobody signs with it yet; `active`:
 * the one of its algorithm that signs; `retiring`: its tokens are still good; `retired`: none of its tokens is.
 */
export type KeyState = 'next' | 'active' | 'retiring' | 'retired';

/** What is known of a signing key without its material. */
export interface RingKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly use: string;
  readonly state: KeyState;
  /** When it was published. */
  readonly createdAt: Date;
  readonly activatesAt: Date;
  /** When its last token is over; `null` while no other key is to take over from it. */
  readonly retiresAt: Date | null;
  /** When it was ended before its time. */
  readonly droppedAt: Date | null;
}

/** A signing key with its material, sealed under the master key. */
export interface NewKey extends Pick<RingKey, 'kid' | 'algorithm' | 'use'> {
  readonly sealed: Uint8Array;
}

/** A signing key as it lies in the database. */
export interface SealedKey extends NewKey {
  readonly state: KeyState;
}

/** How long a key is kept after another took over: longer than any token that it signed, and who lags behind, live. */
export const retiringSeconds = tokenLifetimeSecondsMax + revocationMarginSeconds;

/** Where the key ring lies. */
export abstract class SigningKeyStore {
  /** All but the retired ones. */
  abstract all(): Promise<readonly SealedKey[]>;
  /** Adds it unless there is an active key of its algorithm and use: of many processes starting at once, one wins. */
  abstract addUnlessActive(key: NewKey): Promise<void>;
}
