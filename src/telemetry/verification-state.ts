/**
 * The figures about verification that the metrics show; each is read when the metrics are
 * requested.
 */
export interface VerificationState {
  /** Seconds since the revocations were last read; `null` when they never were. */
  readonly revocationsAgeSeconds: () => number | null;
  readonly knownRevocations: () => number;
  readonly canVerify: () => boolean;
  /** Seconds since the route table in force was read; `null` when there is none. */
  readonly routesAgeSeconds: () => number | null;
  readonly routes: () => number;
  readonly routesAreSound: () => boolean;
}
