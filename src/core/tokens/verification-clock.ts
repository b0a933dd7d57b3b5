/** The clock by which a token that is used is valid or not: the one that issued it. */
export abstract class VerificationClock {
  /** Returns the milliseconds since 1970. */
  abstract nowMs(): number;
}
