import type { RefusalReason } from '../core/refusals/refusal.js';
import type { AuthRequestOutcome } from '../core/tokens/auth-request-meter.js';
import type { BearerTokenError, BearerTokenErrorCode } from '../core/tokens/bearer-token-error.js';
import { bearerChallenge } from '../http/bearer-challenge.js';

/**
 * 401 and 403 are the only error statuses that `auth_request` understands; it treats every other one as a
 * failure. 503 is one: NGINX asks another process (nginx/gateway.conf.template), and answers 503 when that fails too.
 */
type AuthRequestStatus = 401 | 403 | 503;

/**
 * The response to NGINX's `auth_request`: a status that it can act on, and the outcome from which it
 * builds the answer (nginx/gateway.conf.template).
 */
export interface AuthRequestResponse {
  readonly status: AuthRequestStatus;
  readonly outcome: AuthRequestOutcome;
}

/**
 * The responses to bearer tokens. A request without a valid token gets a 401 (docs/reference/contracts/README.md);
 * the outcome decides what the client sees.
 */
const responsesToTokenErrors = {
  token_missing: { status: 401, outcome: 'token_missing' },
  invalid_request: { status: 401, outcome: 'invalid_token' },
  invalid_token: { status: 401, outcome: 'invalid_token' },
  expired_token: { status: 401, outcome: 'expired_token' },
  insufficient_scope: { status: 403, outcome: 'insufficient_scope' },
} as const satisfies Record<BearerTokenErrorCode, AuthRequestResponse>;

/**
 * The responses to the refusals of `src/http/` that occur here. Any other reason is an internal error,
 * and the request does not pass.
 */
const responsesToRefusals: Partial<Record<RefusalReason, AuthRequestResponse>> = {
  malformed_request: { status: 403, outcome: 'malformed_request' },
  not_found: { status: 403, outcome: 'not_found' },
  method_not_allowed: { status: 403, outcome: 'method_not_allowed' },
  not_from_proxy: { status: 403, outcome: 'not_from_proxy' },
  unavailable: { status: 503, outcome: 'unavailable' },
  // The certificate of the handshake cannot be read here, so it proves nothing.
  certificate_malformed: { status: 401, outcome: 'invalid_token' },
};

export const responseToTokenError = ({ code }: BearerTokenError): AuthRequestResponse =>
  responsesToTokenErrors[code];

/**
 * Returns the name of NGINX's page for a response (nginx/application.conf.template), where a token that
 * was sent without the word Bearer has one of its own.
 */
export const pageOf = ({ code, publicDetail }: BearerTokenError, { outcome }: AuthRequestResponse): string =>
  code === 'token_missing' && publicDetail.hint !== undefined ? 'token_incomplete' : outcome;

export const responseToRefusal = (reason: RefusalReason): AuthRequestResponse =>
  responsesToRefusals[reason] ?? { status: 403, outcome: 'internal' };

/**
 * Returns the challenge of a response, with its outcome: a token that was not sent as it has to be is an
 * invalid one here, since `auth_request` understands no 400.
 */
export const challengeFor = ({ code, publicDetail }: BearerTokenError): string =>
  bearerChallenge(responsesToTokenErrors[code].outcome, publicDetail);
