import type { RefusalReason } from './refusal.js';
import type { RefusalExplanation } from './refusal-explanations.js';
import type { RefusedTokenReason } from './refused-token.js';

const lookForOtherCredential =
  'Ask the operator of the gateway for another credential. With a token, GET /api/account/credentials lists those that you have.';
const newCertificate =
  'Get a certificate with such a key, and ask the operator of the gateway to link it. With a token for another certificate, you can link it yourself: POST /api/account/certificates.';
const tellOperator = 'If it continues, tell the operator of the gateway the request id.';
const logInAgain = 'Have the program log in again';

/**
 * What differs for a merchant, who reads why its own requests were refused or is told by an operator:
 * only an operator can allow a contract or link a certificate. `null`: the operator's text is for both. The table is total: a
 * reason that is not decided does not compile.
 */
export const merchantExplanations = {
  malformed_request: null,
  client_authentication_missing: null,
  unsupported_grant_type: null,
  certificate_missing: null,
  certificate_malformed: null,
  payload_too_large: null,
  unsupported_media_type: null,
  not_found: null,
  method_not_allowed: null,
  not_from_proxy: {
    happened: 'The request did not come through the public address of the gateway.',
    wouldPass: 'The same request at the address that the operator gave you.',
    next: 'Correct the host and port in the program.',
  },
  unknown_client: {
    wouldPass: 'The client id that you were given.',
    next: 'Compare the client id in the program with the one that you were given. It may be mistyped, or from another environment.',
  },
  wrong_secret: {
    next: 'Check whether the secret was rotated. If it is lost, ask the operator of the gateway for a new one. If another secret or credential gets you a token, you can create it yourself: POST /api/account/credentials/{clientId}/secrets.',
  },
  secret_expired: {
    next: 'Have the program use the newer secret. If that one is lost, ask the operator of the gateway for another. If another credential gets you a token, you can create it yourself: POST /api/account/credentials/{clientId}/secrets.',
  },
  client_key_not_registered: {
    next: 'Usually the program forgot client_secret. If it should use a key, ask the operator of the gateway to register one.',
  },
  certificate_subject_differs: {
    next: 'Use a certificate with the registered subject, or ask the operator of the gateway to register the other one.',
  },
  assertion_invalid: null,
  assertion_replayed: {
    next: 'Have the program create an assertion for every request. If it does, another party may have the assertion: replace the key.',
  },
  client_keys_unavailable: {
    next: 'Check that the URL of your key set answers from the internet: https, without redirect, at a public address, at most 64 kB.',
  },
  credential_revoked: { next: lookForOtherCredential },
  credential_expired: { next: lookForOtherCredential },
  contract_not_allowed: {
    next: 'Ask the operator of the gateway to allow the contract, or use a credential that may use it. With a token, GET /api/account/credentials lists your credentials.',
  },
  account_suspended: {
    next: 'Ask the operator of the gateway why. Only the operator can reactivate the account.',
  },
  wrong_listener: {
    happened: 'The request was sent to a port that is not for merchants.',
    wouldPass: 'The same request at the port for merchants.',
  },
  network_not_allowed: {
    next: 'Ask the operator of the gateway to add this address, or send the request from a network of the account. With a token, GET /api/account lists the networks.',
  },
  certificate_required: null,
  certificate_untrusted: {
    happened: 'The gateway did not accept the certificate in the TLS handshake.',
    wouldPass: 'A certificate from an accepted CA, sent with its intermediate certificates.',
    next: 'GET /api/auth/whoami with the certificate names the reason. Often the intermediates are not sent. The operator of the gateway knows which CAs are accepted.',
  },
  certificate_not_in_handshake: {
    wouldPass: 'The same request over mutual TLS.',
    next: 'Have the program present the certificate in the TLS handshake.',
  },
  certificate_not_linked: {
    next: 'Compare the client id and the certificate in the program with those that you were given. If the certificate is new, ask the operator of the gateway to link it. With a token, GET /api/account/certificates lists those of the account. If the certificate is not yours, another party has the client secret: rotate the secret.',
  },
  certificate_revoked: {
    happened: 'The certificate was revoked.',
    next: 'Use another certificate of the account, or ask the operator of the gateway to link one with a new key.',
  },
  certificate_not_yet_valid: null,
  certificate_expired: {
    next: 'Use a newer certificate of the account. If there is none, ask the operator of the gateway to link one.',
  },
  certificate_weak_key: { next: newCertificate },
  certificate_wrong_usage: null,
  certificate_tax_id_differs: {
    next: 'Use a certificate with the CNPJ of the account. If the CNPJ of the account is wrong, tell the operator of the gateway.',
  },
  scope_not_allowed: {
    next: 'Remove the scope from the program, or ask the operator of the gateway for it.',
  },
  unknown_user: {
    wouldPass: 'The name of a user of the account.',
    next: 'Look for a mistyped name, or one of another environment. The operator of the gateway has the list of names.',
  },
  wrong_password: {
    next: 'Check whether it was replaced. If it is lost, ask the operator of the gateway to set another one.',
  },
  user_disabled: { next: 'Ask the operator of the gateway why, and ask to enable the user.' },
  refresh_token_unknown: {
    happened: 'The refresh token is unknown, or was altered.',
    next: `${logInAgain}, and store the refresh token of each response unchanged.`,
  },
  refresh_token_expired: null,
  refresh_token_revoked: {
    next: `${logInAgain}. The operator of the gateway can find out who ended the login.`,
  },
  refresh_token_reused: {
    next: `${logInAgain}, and keep only the newest refresh token. If no program of yours sent it twice, tell the operator of the gateway.`,
  },
  token_budget_spent: {
    happened: 'The account got more tokens than it is allowed in a day.',
    next: 'Have the program use each token until it expires. If you need more, ask the operator of the gateway.',
  },
  changed_meanwhile: null,
  overloaded: { next: `Send it again after the number of seconds in Retry-After. ${tellOperator}` },
  too_slow: { next: `Send it again after the number of seconds in Retry-After. ${tellOperator}` },
  unavailable: { next: `Send it again in a moment. ${tellOperator}` },
  internal: { next: 'Tell the operator of the gateway the request id.' },
  token_certificate_missing: null,
  token_certificate_differs: null,
  token_certificate_untrusted: {
    happened: 'The client certificate that the call to the API presented was not accepted.',
  },
  token_not_bound: null,
  token_expired: null,
  token_not_yet_valid: { next: `Send it again in a moment. ${tellOperator}` },
  token_revoked: {
    next: 'Request a new token. If this request is rejected, look up its request id. The operator of the gateway can find out who revoked the token.',
  },
  token_wrong_audience: null,
  token_scope_missing: {
    next: 'Request the token with that scope, or without any. If the scope is still missing, the credential does not have it: ask the operator of the gateway for it.',
  },
} as const satisfies Record<RefusalReason | RefusedTokenReason, Partial<RefusalExplanation> | null>;
