import type { RefusalExplanation } from './refusal-explanations.js';
import type { TokenUseRefusalReason } from './refused-token.js';

/** Why a token was refused at a protected API. The table is total. */
export const tokenRefusalExplanations = {
  token_certificate_missing: {
    happened: 'The token is bound to a client certificate, and the call to the API presented none.',
    wouldPass: 'The same call over mutual TLS, with the certificate that the token was requested with.',
    next: 'Have the program present certificate and private key on every call to the API, not only on token requests.',
  },
  token_certificate_differs: {
    happened: 'The token is bound to another client certificate than the call to the API presented.',
    wouldPass: 'The same call with the certificate that the token was requested with.',
    next: 'After a renewal of the certificate, get a new token with the new one; keep a token with its certificate.',
  },
  token_certificate_untrusted: {
    happened: 'NGINX did not accept the client certificate that the call to the API presented.',
    wouldPass: 'The same call with a certificate that is accepted.',
    next: 'GET /api/auth/whoami with the certificate says what is the matter with it.',
  },
  token_not_bound: {
    happened: 'The API takes only tokens that are bound to a client certificate, and this one is not.',
    wouldPass: 'A token that was requested over mutual TLS.',
    next: 'Have the program present the certificate in the handshake of the token request.',
  },
  token_expired: {
    happened: 'The token had expired.',
    wouldPass: 'A new token.',
    next: 'Have the program get the next token before the seconds in expires_in are over.',
  },
  token_not_yet_valid: {
    happened: 'The token was issued in the future, by the clock of the process that verified it.',
    wouldPass: 'The same call, a moment later.',
    next: 'Compare the clocks of the machines.',
  },
  token_revoked: {
    happened:
      'The token was revoked, or what it was requested with: a secret, certificate, credential or account.',
    wouldPass: 'A new token, if the client may still have one.',
    next: 'Request a token; when that is refused, its request id tells why. The audit trail has who revoked.',
  },
  token_wrong_audience: {
    happened: 'The token is for another API.',
    wouldPass: 'A token with the audience that the API takes.',
    next: 'Request the token at the endpoint that issues tokens for this API.',
  },
  token_scope_missing: {
    happened: 'The token lacks a scope that the operation of the API needs.',
    wouldPass: 'A token with the scope that the header WWW-Authenticate of the answer names.',
    next: 'Request the token with that scope, or without any; when it is then still missing, the credential may not have it.',
  },
} as const satisfies Record<TokenUseRefusalReason, RefusalExplanation>;
