import { bearerTokenErrorCodes } from './bearer-token-error.js';

/** The outcomes of requests to protected APIs. The list is closed, because each is a label of a metric. */
export const authRequestOutcomes = [
  'passed',
  ...bearerTokenErrorCodes,
  'token_wrong_audience',
  'token_not_bound',
  'malformed_request',
  'not_found',
  'method_not_allowed',
  'not_from_proxy',
  'unavailable',
  'internal',
] as const;
export type AuthRequestOutcome = (typeof authRequestOutcomes)[number];

/** Counts the outcomes of requests to protected APIs. */
export abstract class AuthRequestMeter {
  abstract count(outcome: AuthRequestOutcome): void;
}
