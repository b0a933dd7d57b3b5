import type { AccountId, Fingerprint, SecretId } from './ids.js';

/** Somebody who manages one account, his own, and what his request itself stands on. */
export interface Owner {
  readonly accountId: AccountId;
  /** That his token was obtained with. */
  readonly secretId: SecretId;
  /** The certificate of his connection, to which the token is bound. */
  readonly fingerprint: Fingerprint;
}
