export type SigningAlgorithm = 'HS256' | 'RS256';

/** A signing key as it lies in the database: its material sealed under the master key. */
export interface SealedKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly use: string;
  readonly state: 'next' | 'active' | 'retiring' | 'retired';
  readonly sealed: Uint8Array;
}

/** Where the key ring lies. */
export abstract class SigningKeyStore {
  abstract all(): Promise<readonly SealedKey[]>;
  /** Adds it unless there is an active key of its algorithm and use: of many processes starting at once, one wins. */
  abstract addUnlessActive(key: SealedKey): Promise<void>;
}
