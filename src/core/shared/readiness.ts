/**
 * The answer to a health probe, which an operator reads as well: each check with `ok` or what is
 * wrong with it.
 */
export interface ReadinessReport {
  readonly status: 'ok' | 'unavailable';
  readonly checks: Readonly<Record<string, string>>;
}

/** Tells whether this process can do its work now. */
export abstract class Readiness {
  /** Checks the schema, an active key, the partition of today, and whether a client can be read and a token recorded. */
  abstract toIssue(): Promise<ReadinessReport>;
  /** Checks the keys and fresh revocations: what verifying needs. It does not ask the database. */
  abstract toVerify(): ReadinessReport;
}
