import type { AccountId, ClientId, Fingerprint, SecretId } from './ids.js';

/** Somebody who manages one account, his own, and what his request itself stands on. */
export interface Owner {
  readonly accountId: AccountId;
  /** That his token was obtained with. */
  readonly secretId: SecretId;
  /** The certificate of his connection, to which the token is bound. */
  readonly fingerprint: Fingerprint;
  /** The credential of a token that may do less than the account: of all client ids it manages this one. `null`: all. */
  readonly narrowedTo: ClientId | null;
}
