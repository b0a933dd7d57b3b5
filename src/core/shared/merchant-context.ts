import type { AccountId, ClientId, Fingerprint, SecretId } from './ids.js';

/** `MerchantContext`: a merchant who manages their own account, and the proofs that their request used. */
export interface MerchantContext {
  readonly accountId: AccountId;
  /** The client id that the token was obtained with. */
  readonly clientId: ClientId;
  /** The secret that the token was obtained with. */
  readonly secretId: SecretId;
  /** The certificate of the connection, to which the token is bound. */
  readonly fingerprint: Fingerprint;
  /** The client id of a token that may do less than the account: of all client ids it manages this one. `null`: all. */
  readonly onlyClientId: ClientId | null;
  /** Whether the token was requested with fewer scopes than its client id may have. */
  readonly tokenIsNarrowed: boolean;
}
