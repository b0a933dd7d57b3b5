import type { AccountId, Fingerprint, SecretId } from './ids.js';

/** A secret and a certificate that are about to end, of one account. */
export interface Ending {
  readonly accountId: AccountId;
  readonly secretId: SecretId;
  /** `null`: none was presented. */
  readonly fingerprint: Fingerprint | null;
}

/** Whether what is to follow has been used: then whoever replaces them knows. */
export interface ReplacementsUsed {
  readonly secret: boolean;
  readonly certificate: boolean;
}

/** Finds what replaces a secret or a certificate. Throws when the database cannot be asked. */
export abstract class Replacements {
  abstract used(ending: Ending): Promise<ReplacementsUsed>;
}
