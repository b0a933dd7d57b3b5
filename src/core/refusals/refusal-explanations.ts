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

const ours = 'The same request, once the service is well again.';

/** The table is total: a reason without an explanation does not compile. */
export const explanations = {
  malformed_request: {
    happened: 'The request body could not be understood.',
    wouldPass: 'JSON with clientId and clientSecret, both strings of the documented length.',
    next: 'Compare the program with the published example; the answer named each problem.',
  },
  client_authentication_missing: {
    happened: 'The request did not say who asks, or in a way that could not be understood.',
    wouldPass: 'Client id and secret, by HTTP Basic or in the body.',
    next: 'Compare the program with the published example; the answer named the problem.',
  },
  unsupported_grant_type: {
    happened: 'The request asked for another grant than the one that is given.',
    wouldPass: 'The grant client_credentials: grant_type=client_credentials.',
    next: 'Set the grant type in the program.',
  },
  certificate_missing: {
    happened: 'No client certificate came with the request.',
    wouldPass: 'The same request over a TLS connection that presents the client certificate.',
    next: 'Have the program load certificate and private key; GET /api/auth/whoami shows what arrives.',
  },
  certificate_malformed: {
    happened: 'The certificate header was there, but held no PEM certificate.',
    wouldPass: 'The PEM of one certificate, percent-encoded as RFC 3986 says (a space is %20, never +).',
    next: 'Look at how the program encodes the header; the detail says what was seen.',
  },
  payload_too_large: {
    happened: 'The request body was too large.',
    wouldPass: 'A body with clientId and clientSecret alone.',
    next: 'Compare the program with the published example.',
  },
  unsupported_media_type: {
    happened: 'The request body was not sent as JSON.',
    wouldPass: 'The same body with Content-Type: application/json.',
    next: 'Set the header in the program.',
  },
  not_found: {
    happened: 'There is nothing at the path that was asked.',
    wouldPass: 'POST /api/auth/token.',
    next: 'Correct the URL in the program.',
  },
  method_not_allowed: {
    happened: 'The path does not answer this HTTP method.',
    wouldPass: 'The methods that the Allow header of the answer names.',
    next: 'Correct the method; a redirect can turn a POST into a GET.',
  },
  not_from_proxy: {
    happened: 'The request reached the application around NGINX, or with a wrong proxy secret.',
    wouldPass: 'The same request through NGINX.',
    next: 'Find out who can reach the application port; when NGINX sent it, compare the proxy secrets of both sides.',
  },
  unknown_client: {
    happened: 'No credential has the client id that was sent.',
    wouldPass: 'A client id of the account; see the list of its credentials.',
    next: 'Look for a mistyped client id, or one of another environment.',
  },
  wrong_secret: {
    happened: 'The client secret matched none of the active secrets of the credential.',
    wouldPass:
      'An active secret, sent to the last character, without a line break, a blank or quotation marks around it.',
    next: 'See whether the secret was rotated or revoked; if it is lost, rotate it and give out the new one.',
  },
  secret_expired: {
    happened: 'The client secret was right, but had expired after a rotation.',
    wouldPass: 'The newer secret.',
    next: 'Have the program use the newer secret; if that is lost, rotate again.',
  },
  method_not_registered: {
    happened:
      'The client sent no secret, and no key of the method that it used is registered for its credential.',
    wouldPass:
      'The client secret, or a registered key: an assertion (private_key_jwt), or the certificate (tls_client_auth).',
    next: 'Most often the program forgot client_secret. If it is to use a key, register one: portaria credential register-key.',
  },
  certificate_subject_differs: {
    happened:
      'The certificate of the handshake does not have the subject that is registered for tls_client_auth.',
    wouldPass: 'A certificate, linked to the account, whose subject is the registered one.',
    next: 'Compare the two subjects; register the other one if the new certificate is the right one.',
  },
  assertion_invalid: {
    happened:
      'The assertion does not prove the client: its signature matches no registered key, or a claim is wrong.',
    wouldPass:
      'An assertion that the client signs anew with a registered key, for the issuer or the token endpoint, with the id of the client.',
    next: 'Compare kid and algorithm with the registered keys, and the clock of the client with that of the database.',
  },
  assertion_replayed: {
    happened: 'The jti of the assertion was used before: each works once, in all processes.',
    wouldPass: 'A new assertion, with another jti, for every request.',
    next: 'Have the program make an assertion for every request. If it does, another program may have the old one: rotate its key.',
  },
  client_keys_unavailable: {
    happened: 'The key set of the client could not be fetched from its address.',
    wouldPass: 'The same assertion, or a new one, once the address answers.',
    next: 'Open the registered address from the network of the gateway: https, no redirect, a public address, at most 64 kB.',
  },
  credential_revoked: {
    happened: 'The credential was revoked.',
    wouldPass: 'Another credential of the account.',
    next: 'Revoking is permanent: create another credential if the client is to go on.',
  },
  credential_expired: {
    happened: 'The credential had reached its own end.',
    wouldPass: 'A credential that has not expired.',
    next: 'Issue another credential if the client is to go on.',
  },
  contract_not_allowed: {
    happened: 'The credential may not use the contract that was asked.',
    wouldPass: 'The same request with a credential that may use the contract.',
    next: 'Allow the contract for the credential, if it should have it.',
  },
  account_suspended: {
    happened: 'The account is suspended.',
    wouldPass: 'The same request once the account is active.',
    next: 'Find out why it was suspended; reactivate it when that is settled.',
  },
  wrong_listener: {
    happened: 'An operator came through a listener for merchants, or a merchant through the admin listener.',
    wouldPass:
      'The same request at the right listener: operators at the admin port, everybody else at the others.',
    next: 'Correct the host or port in the program.',
  },
  network_not_allowed: {
    happened: 'The request came from an address outside the networks of the account.',
    wouldPass: 'The same request from one of the allowed networks.',
    next: 'Compare the address with the networks of the account; behind a balancer, see that NGINX knows the true address.',
  },
  certificate_required: {
    happened: 'No certificate was presented, and the credential needs one.',
    wouldPass: 'The same request with the client certificate.',
    next: 'Have the program load certificate and private key.',
  },
  certificate_untrusted: {
    happened: 'NGINX did not accept the certificate chain.',
    wouldPass: 'A certificate that a client CA signed, sent with its intermediate certificates.',
    next: 'Read the reason in the detail; often the intermediates are not sent, or the CA is not among the client CAs.',
  },
  certificate_not_in_handshake: {
    happened:
      'The certificate came in a header, which proves nothing, and the credential needs it in the TLS handshake.',
    wouldPass: 'The same request over mutual TLS; or a credential with the policy header.',
    next: 'Have the program present the certificate in the handshake; set the policy header only where that cannot be.',
  },
  certificate_not_linked: {
    happened: 'The certificate is not linked to the account.',
    wouldPass: 'A certificate that is linked to the account.',
    next: "If it is the merchant's (a renewal, say), link it; else find out who has the client secret.",
  },
  certificate_revoked: {
    happened: 'The certificate was revoked here.',
    wouldPass: 'Another certificate that is linked to the account.',
    next: 'Have a new certificate made with a new key, and link it.',
  },
  certificate_not_yet_valid: {
    happened: 'The certificate is not valid yet.',
    wouldPass: 'The same request after the instant in the detail.',
    next: 'Use the previous certificate until then.',
  },
  certificate_expired: {
    happened: 'The certificate has expired.',
    wouldPass: 'A certificate that has not.',
    next: 'Have it renewed, and link the new one.',
  },
  certificate_weak_key: {
    happened: 'The key of the certificate is too weak, or of a kind that is not accepted.',
    wouldPass: 'A certificate with an RSA key of at least 2048 bits, P-256 or better, or Ed25519.',
    next: 'Have a new certificate made with such a key, and link it.',
  },
  certificate_wrong_usage: {
    happened:
      'The certificate is not for clients: its extended key usage lacks clientAuth, or its key usage has no signatures.',
    wouldPass: 'A certificate with clientAuth and digitalSignature, or without those extensions.',
    next: "Have a client certificate made; this one is likely a server's.",
  },
  certificate_tax_id_differs: {
    happened: 'The CNPJ on the certificate is not the one of the account.',
    wouldPass: 'A certificate on which the CNPJ of the account stands.',
    next: 'See whose certificate it is before anything else; correct the account when the CNPJ there is wrong.',
  },
  scope_not_allowed: {
    happened: 'The client asked for a scope that it may not have.',
    wouldPass: 'Scopes of the credential alone, or no scope at all: then it gets all that it may have.',
    next: 'Take the scope out of the program, or give it to the account and the credential.',
  },
  unknown_user: {
    happened: 'No user of the realm has the name that was sent.',
    wouldPass: 'The name of a user; see the list of the users of the account.',
    next: 'Look for a mistyped name, or one of another environment; portaria realm-user list shows the names.',
  },
  wrong_password: {
    happened: 'The password was not the one of the user.',
    wouldPass: 'The password, sent to the last character and form-encoded.',
    next: 'See whether it was set anew; if it is lost, set another one and give it out.',
  },
  user_disabled: {
    happened: 'The user is disabled.',
    wouldPass: 'The same request once the user is enabled.',
    next: 'Find out why the user was disabled; enable them when that is settled.',
  },
  refresh_token_unknown: {
    happened: 'The refresh token is none of this gateway, or was changed on its way.',
    wouldPass: 'The refresh token of the last answer, as it was given.',
    next: 'Look at how the program keeps it; after a pepper was removed, or a database restored, users log in again.',
  },
  refresh_token_expired: {
    happened: 'The login is longer ago than a refresh token is good for.',
    wouldPass: 'A login with name and password.',
    next: 'Have the program log in again when refreshing is refused; the time counts from the login, whatever was refreshed since.',
  },
  refresh_token_revoked: {
    happened: 'The login was ended: the detail says by what.',
    wouldPass: 'A login with name and password.',
    next: 'Find out who ended it; the audit trail has it.',
  },
  refresh_token_reused: {
    happened:
      'A refresh token came that had been used before, so another party may have it. The login was ended.',
    wouldPass: 'A login with name and password.',
    next: 'See from which addresses the login was refreshed; a program that keeps the old token by mistake does the same.',
  },
  token_budget_spent: {
    happened: 'The account got more tokens than PORTARIA_ACCOUNT_TOKENS_PER_DAY, in one process.',
    wouldPass: 'The same request after the seconds in Retry-After.',
    next: 'Have the program use each token until it expires; raise the setting where that many are meant.',
  },
  changed_meanwhile: {
    happened: 'The account was changed twice while the request was on its way.',
    wouldPass: 'The same request, a moment later.',
    next: 'Nothing, if it was once; many of these mean that something changes the account all the time.',
  },
  overloaded: {
    happened: 'There was more work waiting than the service takes on.',
    wouldPass: 'The same request after the seconds in Retry-After.',
    next: 'The detail says what was full; look at the load, and for a client that floods.',
  },
  unavailable: {
    happened: 'The service could not reach what it needs, such as its database.',
    wouldPass: ours,
    next: 'Look at /healthz/ready and the log of that time.',
  },
  internal: {
    happened: 'Something went wrong in the service itself; it is not the fault of the client.',
    wouldPass: ours,
    next: 'Report the request id and the detail to the developers.',
  },
} as const satisfies Record<RefusalReason, RefusalExplanation>;
