import type { AccountId, Fingerprint, SecretId } from '../shared/ids.js';

/** A secret and a certificate of one account that are about to expire. */
export interface ReplacementQuery {
  readonly accountId: AccountId;
  readonly secretId: SecretId;
  /** `null` when no certificate was presented. */
  readonly fingerprint: Fingerprint | null;
}

/**
 * Whether the replacements have been used. If so, the client already has them and needs no warning.
 */
export interface ReplacementsUsed {
  readonly secret: boolean;
  readonly certificate: boolean;
}

/** Finds the replacements of a secret and a certificate. Throws when the database cannot be asked. */
export abstract class ReplacementReader {
  abstract used(ending: ReplacementQuery): Promise<ReplacementsUsed>;
}
