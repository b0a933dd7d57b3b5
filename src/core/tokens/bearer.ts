import type { AccountId, ClientId, Fingerprint, SecretId } from '../shared/ids.js';
import type { RequestSource } from './token-request.js';
import type { VerifiedToken } from './token-verifier.js';

/** The bearer token and certificate of a request, before anything is checked. */
export interface BearerProofs {
  readonly token: string;
  /** The certificate of this connection's TLS handshake; set only when NGINX trusts its chain. */
  readonly certificateFingerprint: Fingerprint | null;
  readonly source: RequestSource;
}

/** A client whose bearer token is valid for management at this moment. */
export interface Bearer {
  readonly accountId: AccountId;
  /** The name of the account in the audit trail. */
  readonly accountName: string;
  readonly clientId: ClientId;
  /** The secret that the token was obtained with. */
  readonly secretId: SecretId;
  readonly token: VerifiedToken;
  readonly source: RequestSource;
}
