import type { RefusalCode } from '../core/refusals/refusal.js';
import type { BearerTokenError, BearerTokenErrorCode } from '../core/tokens/bearer-token-error.js';
import type { VerificationOutcome } from '../core/tokens/verification-meter.js';
import { bearerChallenge } from '../http/bearer-challenge.js';

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
 * Returns the challenge of a verdict, in its word: a token that was not sent as it has to be is an
 * invalid one here, since `auth_request` understands no 400.
 */
export const challengeFor = ({ code, publicDetail }: BearerTokenError): string =>
  bearerChallenge(tokenVerdicts[code].word, publicDetail.scope);
