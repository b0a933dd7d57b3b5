import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../tokens/revocation.js';

/**
 * The algorithms whose public keys are published, so that any API can verify their tokens, in the
 * order of the published set: what reads its first key alone, or RSA alone, gets the RSA key.
 */
export const publishedAlgorithms = ['RS256', 'ES256'] as const;
export type PublishedAlgorithm = (typeof publishedAlgorithms)[number];

export const signingAlgorithms = ['HS256', ...publishedAlgorithms] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

export const isPublished = (algorithm: SigningAlgorithm): algorithm is PublishedAlgorithm =>
  algorithm !== 'HS256';

/**
 * Whose tokens a key signs:
 * - `merchant`: those of merchants and their users. Every process has these keys.
 * - `operator`: those of operators. An issuing process has none of them, so an attacker in it can sign
 *   nothing that the admin API accepts.
 */
export const keyUses = ['merchant', 'operator'] as const;
export type KeyUse = (typeof keyUses)[number];

/** How rows and the labels of seals spell a use. A label never changes, or no key could be opened. */
export const recordedKeyUses = {
  merchant: 'sig',
  operator: 'admin',
} as const satisfies Readonly<Record<KeyUse, string>>;

/**
 * The one algorithm of operators' tokens, whatever the contracts use: only the gateway verifies them,
 * so there is no public half to publish.
 */
export const operatorAlgorithm = 'HS256' satisfies SigningAlgorithm;

/** The algorithms for which there are keys of a use. */
export const algorithmsOf: Readonly<Record<KeyUse, readonly SigningAlgorithm[]>> = {
  merchant: signingAlgorithms,
  operator: [operatorAlgorithm],
};

/**
 * The state of a key, by the database's clock:
 * - `next`: it is published, and no process signs with it yet.
 * - `active`: the one key of its algorithm that signs.
 * - `retiring`: its tokens are still valid.
 * - `retired`: none of its tokens is valid.
 *
 * This folder owns signing keys and their ports; it must never hold a private key that is not
 * sealed.
 */
export type KeyState = 'next' | 'active' | 'retiring' | 'retired';

/** A signing key without its material. */
export interface RingKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly use: KeyUse;
  readonly state: KeyState;
  /** When it was published. */
  readonly createdAt: Date;
  readonly activatesAt: Date;
  /** When its last token ends; `null` while no other key is to take over from it. */
  readonly retiresAt: Date | null;
  /** When it was revoked before its time. */
  readonly revokedAt: Date | null;
}

/** A signing key with its material, sealed under the master key. */
export interface NewKey extends Pick<RingKey, 'kid' | 'algorithm' | 'use'> {
  readonly sealed: Uint8Array;
}

/** A signing key as it is stored in the database. */
export interface SealedKey extends NewKey {
  readonly state: KeyState;
}

/**
 * How long a key is kept after another took over: longer than the lifetime of any token that it
 * signed, plus a margin for processes that lag behind.
 */
export const retiringSeconds = tokenLifetimeSecondsMax + revocationMarginSeconds;

/** `StoredKeys`: the keys of a use as they are stored in the database. */
export interface StoredKeys {
  /** All keys of the use but the retired ones. */
  readonly keys: readonly SealedKey[];
  /**
   * Until when tokens of operators are valid that a key for merchants signed, which a previous release
   * issued; `null`: never, and for keys of merchants. Milliseconds since 1970.
   */
  readonly previousReleaseTokensUntilMs: number | null;
}

/** Stores the key ring. */
export abstract class SigningKeyStore {
  /** The uses for which this process has keys; the first keys are generated in this order. */
  abstract readonly uses: readonly KeyUse[];
  abstract read(use: KeyUse): Promise<StoredKeys>;
  /**
   * Adds the key unless there is an active one of its algorithm and use: of many processes starting
   * at once, one wins.
   */
  abstract addUnlessActive(key: NewKey): Promise<void>;
}

/** After so many days, an operator is told to rotate a key. */
export const keyDueDays = 400;
