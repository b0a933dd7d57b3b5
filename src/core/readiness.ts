/** What an orchestrator asks, and what an operator reads at night: each check with `ok` or what is wrong with it. */
export interface ReadinessReport {
  readonly status: 'ok' | 'unavailable';
  readonly checks: Readonly<Record<string, string>>;
}

/** Whether this process can do its work now. */
export abstract class Readiness {
  /** Database, schema and an active key: what issuing needs. */
  abstract toIssue(): Promise<ReadinessReport>;
  /** Keys and fresh revocations: what verifying needs; no database. */
  abstract toVerify(): ReadinessReport;
}
