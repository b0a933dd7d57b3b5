import type { RefusalExplanation } from './refusal-explanations.js';
import type { RefusedTokenReason } from './refused-token.js';

/** Why a token was refused at a protected API. The table is total. */
export const refusedTokenExplanations = {
  token_certificate_missing: {
    happened: 'The token is bound to a client certificate, and the call to the API presented none.',
    wouldPass: 'The same call over mutual TLS, with the certificate that the token was requested with.',
    next: 'Have the program present certificate and private key in every API call, not only in token requests.',
  },
  token_certificate_differs: {
    happened: 'The token is bound to another client certificate than the one in the API call.',
    wouldPass: 'The same call with the certificate that the token was requested with.',
    next: 'After you renew the certificate, request a new token with it. Use each token only with its certificate.',
  },
  token_certificate_untrusted: {
    happened: 'NGINX did not accept the client certificate that the call to the API presented.',
    wouldPass: 'The same call with a certificate that is accepted.',
    next: 'GET /api/auth/whoami with the certificate names the reason.',
  },
  token_not_bound: {
    happened: 'The API accepts only tokens that are bound to a client certificate. This one is not.',
    wouldPass: 'A token that was requested over mutual TLS.',
    next: 'Have the program present the certificate in the handshake of the token request.',
  },
  token_expired: {
    happened: 'The token had expired.',
    wouldPass: 'A new token.',
    next: 'Have the program request the next token before the seconds in expires_in have passed.',
  },
  token_not_yet_valid: {
    happened: 'The token was issued in the future, according to the clock of the process that verified it.',
    wouldPass: 'The same call, a moment later.',
    next: 'Compare the clocks of the machines.',
  },
  token_revoked: {
    happened:
      'The token was revoked, or the secret, certificate, credential or account that it was requested with.',
    wouldPass: 'A new token, if the client may still get one.',
    next: 'Request a new token. If this request is rejected, look up its request id. The audit trail shows who revoked the token.',
  },
  token_wrong_audience: {
    happened: 'The token is for another API.',
    wouldPass: 'A token with the audience that the API accepts.',
    next: 'Request the token at the endpoint that issues tokens for this API.',
  },
  token_scope_missing: {
    happened: 'The token lacks a scope that the operation of the API needs.',
    wouldPass: 'A token with the scope that the response header WWW-Authenticate names.',
    next: 'Add the scope to the account and its credential, or tell the merchant to request the token with it. The detail names the scope.',
  },
} as const satisfies Record<RefusedTokenReason, RefusalExplanation>;
