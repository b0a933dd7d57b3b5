import type { PresentedCertificate } from '../certificates/certificate.js';
import type { ContractName } from '../credentials/credential.js';
import type { Secret } from '../credentials/secret.js';
import type { PublicProblem } from '../refusals/refusal.js';
import type { AccountId, ClientId, RequestId, SecretId } from '../shared/ids.js';
import type { ClientAssertion } from './client-assertion.js';
import type { TokenKind } from './token-verifier.js';

/**
 * The NGINX server block through which a request came, known by that block's own proxy secret. No
 * client connects to `gateway`: through it NGINX itself asks whether a request may pass to an API.
 */
export const listeners = ['tls', 'header', 'admin', 'gateway'] as const;
export type Listener = (typeof listeners)[number];

/** Where a request came from, as NGINX saw it. */
export interface RequestSource {
  readonly requestId: RequestId;
  readonly listener: Listener;
  /** An IPv4 or IPv6 address; `null` when NGINX was reached over a Unix socket. */
  readonly address: string | null;
}

/** `UnverifiedClient`: the client that a request says it comes from, before anything proves it. */
export interface UnverifiedClient {
  readonly contract: ContractName;
  readonly source: RequestSource;
  readonly clientId: ClientId;
  readonly certificate: PresentedCertificate | null;
}

/** `ClientAuthentication`: the client id of a request, and what the client presented to prove it. */
export interface ClientAuthentication extends UnverifiedClient {
  readonly secret: Secret;
}

/** The same of a client that proves a key: by an assertion, or else by the certificate of the handshake. */
export interface RegisteredKeyAuthentication extends UnverifiedClient {
  readonly assertion: ClientAssertion | null;
  /** What the sender reads whenever the client does not prove itself, whatever the cause. */
  readonly problemIfRefused: PublicProblem;
}

/** The same of a client that proves a valid token, and so the secret that it was obtained with. */
export interface TokenAuthentication extends UnverifiedClient {
  readonly accountId: AccountId;
  readonly secretId: SecretId;
}

/** What a client asks for, as far as it may choose. */
export interface RequestedGrant {
  /** `null`: all that the client may have. */
  readonly scopes: readonly string[] | null;
  readonly typ: TokenKind['typ'];
}

/** A parsed request for a token: what every contract turns its own wire format into. */
export interface TokenRequest extends ClientAuthentication {
  readonly wanted: RequestedGrant;
}

/** The same without a secret. */
export interface RegisteredKeyTokenRequest extends RegisteredKeyAuthentication {
  readonly wanted: RequestedGrant;
}
