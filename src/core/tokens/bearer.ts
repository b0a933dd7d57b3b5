import type { AccountId, ClientId, Fingerprint, SecretId } from '../ids.js';
import type { Origin } from '../token-request.js';
import type { VerifiedToken } from '../token-verifier.js';

/** What a request with a bearer token brought to prove who sends it; nothing of it is checked yet. */
export interface BearerProofs {
  readonly token: string;
  /** Of the TLS handshake of this connection, and only when NGINX trusts its chain. */
  readonly certificate: Fingerprint | null;
  readonly origin: Origin;
}

/** A client whose bearer token is good for managing, as of this moment. */
export interface Bearer {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  /** The secret that the token was obtained with. */
  readonly secretId: SecretId;
  readonly token: VerifiedToken;
  readonly origin: Origin;
}
