import type { RefusalCode } from '../core/refusals/refusal.js';
import type { BearerTokenError, BearerTokenErrorCode } from '../core/tokens/bearer-token-error.js';
import type { VerificationOutcome } from '../core/tokens/verification-meter.js';

/**
 * The only two error statuses that `auth_request` understands; it treats every other one as a
 * failure.
 */
type AuthRequestStatus = 401 | 403;

/**
 * The verdict for NGINX: a status that it can act on, and the word from which it builds the answer
 * (nginx/gateway.conf.template).
 */
export interface Verdict {
  readonly status: AuthRequestStatus;
  readonly word: VerificationOutcome;
}

/**
 * The verdicts on bearer tokens. A request without a valid token gets a 401 (docs/contracts/README.md
 * ); the word decides what the client sees.
 */
const tokenVerdicts = {
  token_missing: { status: 401, word: 'token_missing' },
  invalid_request: { status: 401, word: 'invalid_token' },
  invalid_token: { status: 401, word: 'invalid_token' },
  expired_token: { status: 401, word: 'expired_token' },
  insufficient_scope: { status: 403, word: 'insufficient_scope' },
} as const satisfies Record<BearerTokenErrorCode, Verdict>;

/**
 * The verdicts for the refusal codes of `src/http/` that occur here. Any other code is an internal error,
 * and the request does not pass.
 */
const refusalVerdicts: Partial<Record<RefusalCode, Verdict>> = {
  malformed_request: { status: 403, word: 'malformed_request' },
  not_found: { status: 403, word: 'not_found' },
  method_not_allowed: { status: 403, word: 'method_not_allowed' },
  not_from_proxy: { status: 403, word: 'not_from_proxy' },
  unavailable: { status: 403, word: 'unavailable' },
  // The certificate of the handshake cannot be read here, so it proves nothing.
  certificate_malformed: { status: 401, word: 'invalid_token' },
};

export const verdictOnToken = ({ code }: BearerTokenError): Verdict => tokenVerdicts[code];

export const verdictOnRefusal = (code: RefusalCode): Verdict =>
  refusalVerdicts[code] ?? { status: 403, word: 'internal' };

/**
 * Builds the challenge. RFC 6750 section 3: a client that sent no token is told no error. In that
 * section an expired token is an invalid token.
 */
export const challengeFor = ({ code, publicDetail }: BearerTokenError): string => {
  if (code === 'token_missing') return 'Bearer';
  const error = code === 'insufficient_scope' ? code : 'invalid_token';
  return `Bearer error="${error}"${publicDetail.scope ? `, scope="${publicDetail.scope}"` : ''}`;
};
