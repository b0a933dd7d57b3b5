import { bearerTokenErrorCodes } from './bearer-token-error.js';

/**
 * The outcome of a verification. The list is closed, because each outcome is a label of a metric.
 */
export const verificationOutcomes = [
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
export type VerificationOutcome = (typeof verificationOutcomes)[number];

/** Counts the outcomes. */
export abstract class VerificationMeter {
  abstract count(outcome: VerificationOutcome): void;
}
