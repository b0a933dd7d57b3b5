import type { AccountId, Fingerprint, SecretId } from '../shared/ids.js';

/** A secret and a certificate of one account that are about to expire. */
export interface SuccessorQuery {
  readonly accountId: AccountId;
  readonly secretId: SecretId;
  /** `null` when no certificate was presented. */
  readonly fingerprint: Fingerprint | null;
}

/**
 * Whether the successors have been used. If so, the client already has them and needs no warning.
 */
export interface SuccessorsUsed {
  readonly secret: boolean;
  readonly certificate: boolean;
}

/** Finds the successors of a secret and a certificate. Throws when the database cannot be asked. */
export abstract class Successors {
  abstract used(ending: SuccessorQuery): Promise<SuccessorsUsed>;
}
