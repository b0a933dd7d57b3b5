import { tokenRefusalCodes } from './token-refusal.js';

/** What became of a question whether a request may pass. Closed: each is a label of a metric. */
export const verificationOutcomes = [
  'passed',
  ...tokenRefusalCodes,
  'malformed_request',
  'not_found',
  'method_not_allowed',
  'no_door',
  'unavailable',
  'internal',
] as const;
export type VerificationOutcome = (typeof verificationOutcomes)[number];

/** Counts them. */
export abstract class VerificationMeter {
  abstract count(outcome: VerificationOutcome): void;
}
