import type { AccountId, ClientId, SecretId } from '../shared/ids.js';
import type { RequestSource } from './token-request.js';
import type { VerifiedToken } from './token-verifier.js';
import type { CertificateProof } from './verified-certificate.js';

/** The bearer token and certificate of a request, before anything is checked. */
export interface BearerProofs extends CertificateProof {
  readonly token: string;
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
