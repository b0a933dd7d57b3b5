import { Refusal } from '../refusals/refusal.js';
import { recoveryRetrySeconds } from '../refusals/retry-after.js';

/** When a record came, in milliseconds. */
export interface RecordTiming {
  /** From the time in the token to its record. */
  readonly ageMs: number;
  /** What the statement took, with the wait for a connection. */
  readonly roundTripMs: number;
}

/**
 * What may pass between the time in a token and its record. A read and a record that take this long
 * together leave a second for the time in the token, which has no fraction.
 */
const roundTripMsMax = 2000;

/**
 * `RecordDeadlineExceeded`: nothing was changed and nothing was recorded, because the record came too late after
 * the time in the token.
 */
export class RecordDeadlineExceeded extends Refusal {
  /** Whether another attempt, with the time of another read, may come in time. */
  readonly mayBeQuicker: boolean;

  constructor({ ageMs, roundTripMs }: RecordTiming) {
    super(
      'too_slow',
      `the record came ${inSeconds(ageMs)} after the time in the token, and its statement took ${inSeconds(roundTripMs)}`,
      { retryAfterSeconds: recoveryRetrySeconds },
    );
    this.mayBeQuicker = roundTripMs <= roundTripMsMax;
  }
}

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Whether a record failed in a way that another attempt may cure. */
export const isWorthAnotherAttempt = (thrown: unknown): boolean =>
  thrown instanceof RecordDeadlineExceeded && thrown.mayBeQuicker;
