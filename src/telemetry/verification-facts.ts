/** What the metrics tell of verification; each is looked at when somebody asks. */
export interface VerificationFacts {
  /** Since the revocations were last read; `null`: never. */
  readonly revocationsAgeSeconds: () => number | null;
  readonly revocationFacts: () => number;
  readonly canVerify: () => boolean;
  /** Since the route table in force was read; `null`: there is none. */
  readonly routesAgeSeconds: () => number | null;
  readonly routes: () => number;
  readonly routesAreSound: () => boolean;
}
