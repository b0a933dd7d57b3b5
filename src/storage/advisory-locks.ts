/**
 * Every advisory lock of PostgreSQL that the product takes, once, with what it protects. The
 * numbers are the product's own and are valid within one database. A number never changes while an
 * earlier release may run beside this one: the two would no longer exclude each other. Frozen
 * migrations repeat the first two as literals.
 */
export const advisoryLocks = {
  /**
   * Shared: a token is being recorded. Exclusive: a revocation waits until every earlier record has
   * ended.
   */
  recordBarrier: 7_305_808,
  /**
   * One process at a time creates and drops day partitions (the SQL function of migration
   * 1795219200008).
   */
  partitions: 7_305_809,
  /** One process at a time migrates. */
  migration: 7_305_810,
  /** One change at a time that takes permissions from operators, so that one is left. */
  operators: 7_305_811,
  /** One `portaria database prepare` at a time: two would both create what both found missing. */
  databasePreparation: 7_305_812,
  /** One process at a time reads a page of the audit trail for its metrics. */
  auditVerification: 7_305_813,
  /** One request for approval is stored at a time, so that the limit of an account holds. */
  approvalRequests: 7_305_814,
} as const;
