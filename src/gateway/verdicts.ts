import type { RefusalCode } from '../core/refusal.js';
import type { TokenRefusal, TokenRefusalCode } from '../core/token-refusal.js';
import type { VerificationOutcome } from '../core/verification-meter.js';

/** `auth_request` knows these two and takes every other one for a failure. */
type AskedStatus = 401 | 403;

/** What NGINX is told: a status that it can act on, and the word of which it makes the answer (nginx/gateway.conf.template). */
export interface Verdict {
  readonly status: AskedStatus;
  readonly word: VerificationOutcome;
}

/** Whoever sends no good token gets a 401, contracts.md section 2; the word decides what the caller sees. */
const tokenVerdicts = {
  token_missing: { status: 401, word: 'token_missing' },
  invalid_request: { status: 401, word: 'invalid_token' },
  invalid_token: { status: 401, word: 'invalid_token' },
  expired_token: { status: 401, word: 'expired_token' },
  insufficient_scope: { status: 403, word: 'insufficient_scope' },
} as const satisfies Record<TokenRefusalCode, Verdict>;

/** Of the edge's reasons these arise here; any other one is our fault, and nobody passes. */
const refusalVerdicts: Partial<Record<RefusalCode, Verdict>> = {
  malformed_request: { status: 403, word: 'malformed_request' },
  not_found: { status: 403, word: 'not_found' },
  method_not_allowed: { status: 403, word: 'method_not_allowed' },
  no_door: { status: 403, word: 'no_door' },
  unavailable: { status: 403, word: 'unavailable' },
  // The handshake's certificate is one that we cannot read: it proves nothing to us.
  certificate_malformed: { status: 401, word: 'invalid_token' },
};

export const verdictOnToken = ({ code }: TokenRefusal): Verdict => tokenVerdicts[code];

export const verdictOnRefusal = (code: RefusalCode): Verdict =>
  refusalVerdicts[code] ?? { status: 403, word: 'internal' };

/** RFC 6750 section 3: somebody who sent no token is told no error; an expired one is an invalid one there. */
export const challengeFor = ({ code, told }: TokenRefusal): string => {
  if (code === 'token_missing') return 'Bearer';
  const error = code === 'insufficient_scope' ? code : 'invalid_token';
  return `Bearer error="${error}"${told.scope ? `, scope="${told.scope}"` : ''}`;
};
