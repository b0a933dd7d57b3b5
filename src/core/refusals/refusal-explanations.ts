import type { RefusalReason } from './refusal.js';

/**
 * A refusal in words, for operators; `merchant-explanations.ts` has what differs for the account's
 * owner. Never for the client that was refused.
 */
export interface RefusalExplanation {
  readonly happened: string;
  readonly wouldPass: string;
  readonly next: string;
}

const ours = 'The same request, once the gateway works again.';

/** The table is total: a reason without an explanation does not compile. */
export const explanations = {
  malformed_request: {
    happened: 'The request body is malformed.',
    wouldPass: 'A JSON object with clientId and clientSecret, both strings of the documented length.',
    next: 'Compare the program with the published example. The response named each problem.',
  },
  client_authentication_missing: {
    happened: 'The client authentication is missing or malformed.',
    wouldPass: 'Client id and secret, with HTTP Basic or in the body.',
    next: 'Compare the program with the published example. The response named the problem.',
  },
  unsupported_grant_type: {
    happened: 'The request asked for a grant type that is not supported.',
    wouldPass: 'The same request with grant_type=client_credentials.',
    next: 'Set the grant type in the program.',
  },
  certificate_missing: {
    happened: 'No client certificate came with the request.',
    wouldPass: 'The same request over a TLS connection that presents the client certificate.',
    next: 'Have the program load certificate and private key. GET /api/auth/whoami shows what arrives.',
  },
  certificate_malformed: {
    happened: 'The certificate header contains no PEM certificate.',
    wouldPass: 'The PEM of one certificate, percent-encoded as in RFC 3986 (a space is %20, never +).',
    next: 'Check how the program encodes the header. The detail says what arrived.',
  },
  payload_too_large: {
    happened: 'The request body is too large.',
    wouldPass: 'A body with only clientId and clientSecret.',
    next: 'Compare the program with the published example.',
  },
  unsupported_media_type: {
    happened: 'The Content-Type of the request is not JSON.',
    wouldPass: 'The same body with Content-Type: application/json.',
    next: 'Set the header in the program.',
  },
  not_found: {
    happened: 'There is no endpoint at the requested path.',
    wouldPass: 'POST /api/auth/token.',
    next: 'Correct the URL in the program.',
  },
  method_not_allowed: {
    happened: 'The endpoint does not support this HTTP method.',
    wouldPass: 'A method that the response header Allow names.',
    next: 'Correct the method. A redirect can turn a POST into a GET.',
  },
  not_from_proxy: {
    happened: 'The request bypassed NGINX, or came with a wrong proxy secret.',
    wouldPass: 'The same request through NGINX.',
    next: 'Find out who can reach the application port. If NGINX sent the request, compare the proxy secrets of both sides. After a change of one, a process may not have been restarted.',
  },
  unknown_client: {
    happened: 'No credential has this client id.',
    wouldPass: 'A client id of the account. The list of its credentials has them.',
    next: 'Look for a mistyped client id, or one of another environment.',
  },
  wrong_secret: {
    happened: 'The client secret matches no active secret of the credential.',
    wouldPass: 'An active secret, complete, without a line break, spaces or quotation marks around it.',
    next: 'Check whether the secret was rotated or revoked. If it is lost, rotate it and hand over the new one.',
  },
  secret_expired: {
    happened: 'The client secret is correct, but expired after a rotation.',
    wouldPass: 'The newer secret.',
    next: 'Have the program use the newer secret. If that one is lost, rotate again.',
  },
  client_key_not_registered: {
    happened:
      'The client sent no secret, and its credential has no registered key for the method that it used.',
    wouldPass:
      'The client secret, or a registered key: an assertion (private_key_jwt), or the certificate (tls_client_auth).',
    next: 'Usually the program forgot client_secret. If it should use a key, register one: portaria credential register-key.',
  },
  certificate_subject_differs: {
    happened: 'The subject of the presented certificate is not the one registered for tls_client_auth.',
    wouldPass: 'A certificate that is linked to the account and has the registered subject.',
    next: 'Compare the two subjects. If the new certificate is the right one, register its subject.',
  },
  assertion_invalid: {
    happened: 'The assertion is invalid: its signature matches no registered key, or a claim is wrong.',
    wouldPass:
      'A new assertion, signed with a registered key, for the issuer or the token endpoint, with the id of the client.',
    next: 'Compare kid and algorithm with the registered keys, and the clock of the client with that of the database.',
  },
  assertion_replayed: {
    happened: 'The jti of the assertion was used before. Each works only once.',
    wouldPass: 'A new assertion, with another jti, for every request.',
    next: 'Have the program create an assertion for every request. If it does, another party may have the assertion: rotate the key.',
  },
  client_keys_unavailable: {
    happened: 'The key set of the client could not be fetched from its URL.',
    wouldPass: 'The same assertion, or a new one, once the URL answers.',
    next: 'Fetch the registered URL from the network of the gateway. It must be https, without redirect, at a public address, at most 64 kB. With Docker Compose, the gateway needs PORTARIA_KEY_SETS=on for it.',
  },
  credential_revoked: {
    happened: 'The credential was revoked.',
    wouldPass: 'Another credential of the account.',
    next: 'A revocation is permanent. If the client should continue, create another credential.',
  },
  credential_expired: {
    happened: 'The credential has expired.',
    wouldPass: 'A credential that has not expired.',
    next: 'If the client should continue, create another credential.',
  },
  contract_not_allowed: {
    happened: 'The credential is not allowed to use this contract.',
    wouldPass: 'The same request with a credential that may use the contract.',
    next: 'If the credential should use the contract, allow it.',
  },
  account_suspended: {
    happened: 'The account is suspended.',
    wouldPass: 'The same request once the account is active.',
    next: 'Find out why it was suspended. Reactivate it once that is resolved.',
  },
  wrong_listener: {
    happened: 'An operator used a listener for merchants, or a merchant used the admin listener.',
    wouldPass:
      'The same request at the right listener: operators at the admin listener, merchants at the others.',
    next: 'Correct the host or port in the program.',
  },
  network_not_allowed: {
    happened: 'The request came from an address outside the networks of the account.',
    wouldPass: 'The same request from one of the allowed networks.',
    next: 'Compare the address with the networks of the account. Behind a load balancer, check that NGINX sees the real address.',
  },
  certificate_required: {
    happened: 'No certificate was presented, and the credential needs one.',
    wouldPass: 'The same request with the client certificate.',
    next: 'Have the program load certificate and private key.',
  },
  certificate_untrusted: {
    happened: 'NGINX did not accept the certificate chain.',
    wouldPass: 'A certificate that a client CA signed, sent with its intermediate certificates.',
    next: 'The detail has the reason. Often the client does not send the intermediates, or the CA is not among the client CAs.',
  },
  certificate_not_in_handshake: {
    happened: 'The certificate came in a header, but the credential requires it in the TLS handshake.',
    wouldPass: 'The same request over mutual TLS, or a credential with the policy header.',
    next: 'Have the program present the certificate in the handshake. Set the policy header only where that is impossible: a header does not prove the private key.',
  },
  certificate_not_linked: {
    happened: 'The certificate is not linked to the account.',
    wouldPass: 'A certificate that is linked to the account.',
    next: 'Find out whose certificate it is. If it is a new one of this merchant, link it. If it is of another account, the program has the wrong client id or certificate. Otherwise find out who has the client secret.',
  },
  certificate_revoked: {
    happened: 'The certificate was revoked at this gateway.',
    wouldPass: 'Another certificate that is linked to the account.',
    next: 'Get a new certificate with a new key, and link it.',
  },
  certificate_not_yet_valid: {
    happened: 'The certificate is not valid yet.',
    wouldPass: 'The same request after the time in the detail.',
    next: 'Use the previous certificate until then.',
  },
  certificate_expired: {
    happened: 'The certificate has expired.',
    wouldPass: 'A valid certificate that is linked to the account.',
    next: 'Renew the certificate, and link the new one.',
  },
  certificate_weak_key: {
    happened: 'The key of the certificate is too weak, or its type is not accepted.',
    wouldPass: 'A certificate with an RSA key of at least 2048 bits, P-256 or better, or Ed25519.',
    next: 'Get a new certificate with such a key, and link it.',
  },
  certificate_wrong_usage: {
    happened:
      'The certificate is not a client certificate: its extended key usage lacks clientAuth, or its key usage lacks digitalSignature.',
    wouldPass:
      'A certificate for clients. It has clientAuth and digitalSignature, or neither of these extensions.',
    next: 'Get a client certificate. This one is probably a server certificate.',
  },
  certificate_tax_id_differs: {
    happened: 'The CNPJ in the certificate is not the CNPJ of the account.',
    wouldPass: 'A certificate with the CNPJ of the account.',
    next: 'First find out whose certificate it is. If the CNPJ of the account is wrong, correct it.',
  },
  scope_not_allowed: {
    happened: 'The client asked for a scope that it does not have.',
    wouldPass: 'Only scopes of the credential, or no scope: the token then has all of them.',
    next: 'Remove the scope from the program, or add it to the account and the credential.',
  },
  unknown_user: {
    happened: 'No user of the realm has this name.',
    wouldPass: 'The name of a user of the account.',
    next: 'Look for a mistyped name, or one of another environment. portaria realm-user list shows the names.',
  },
  wrong_password: {
    happened: 'The password is wrong.',
    wouldPass: 'The complete password, form-encoded.',
    next: 'Check whether it was replaced. If it is lost, set another one and hand it over.',
  },
  user_disabled: {
    happened: 'The user is disabled.',
    wouldPass: 'The same request once the user is enabled.',
    next: 'Find out why the user was disabled. Enable them once that is resolved.',
  },
  refresh_token_unknown: {
    happened: 'The refresh token is not from this gateway, or was altered.',
    wouldPass: 'The refresh token of the last response, unchanged.',
    next: 'Check how the program stores it. After a pepper was removed or a database restored, users must log in again.',
  },
  refresh_token_expired: {
    happened: 'The login is older than the lifetime of its refresh tokens.',
    wouldPass: 'A login with name and password.',
    next: 'Have the program log in again when a refresh is rejected. The time counts from the login; refreshes do not extend it.',
  },
  refresh_token_revoked: {
    happened: 'The login has ended. The detail says why.',
    wouldPass: 'A login with name and password.',
    next: 'Find out who ended it: portaria audit list.',
  },
  refresh_token_reused: {
    happened: 'The refresh token was used before, so another party may have it. The gateway ended the login.',
    wouldPass: 'A login with name and password.',
    next: 'Check from which addresses the login was refreshed. A program that keeps the old token by mistake causes the same.',
  },
  token_budget_spent: {
    happened: 'The account got more tokens than PORTARIA_ACCOUNT_TOKENS_PER_DAY, in one process.',
    wouldPass: 'The same request after the number of seconds in Retry-After.',
    next: 'Have the program use each token until it expires. If it needs that many, raise the setting.',
  },
  changed_meanwhile: {
    happened: 'The account was changed twice while the request was processed.',
    wouldPass: 'The same request, a moment later.',
    next: 'Do nothing if it happened once. If it happens often, find out what keeps changing the account.',
  },
  overloaded: {
    happened: 'Too many requests were waiting.',
    wouldPass: 'The same request after the number of seconds in Retry-After.',
    next: 'The detail says which queue was full. Check the load, and look for a client that floods.',
  },
  too_slow: {
    happened:
      'The database or this process was too slow: the request took more than 10 s, or its token could not be recorded within 3 s.',
    wouldPass: 'The same request after the number of seconds in Retry-After.',
    next: 'The detail says how long the statement took. Check the load of the database and the connection to it, then the load of the process.',
  },
  unavailable: {
    happened: 'The gateway could not reach something that it needs, such as its database.',
    wouldPass: ours,
    next: 'Check /healthz/ready and the log of that time.',
  },
  internal: {
    happened: 'The gateway had an internal error. The client did nothing wrong.',
    wouldPass: ours,
    next: 'Report the request id and the detail to the developers.',
  },
} as const satisfies Record<RefusalReason, RefusalExplanation>;

/** A recorded reason of a newer release. */
export const unknownReasonExplanation = {
  happened: 'A newer release rejected the request for a reason that this release does not know.',
  wouldPass: 'See the detail.',
  next: 'Look the request up with the newer release.',
} as const satisfies RefusalExplanation;
