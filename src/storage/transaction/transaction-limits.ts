const idleMsMax = 5000;
const statementMsMax = 8000;
/** A margin for the end of a statement that began just in time. */
const marginMs = 2000;

/**
 * The database ends a transaction after 10 s. A connection that is frozen says nothing of it, so this
 * limit is the client's own.
 */
export const workMsMax = 12_000;

/**
 * Limits for this transaction alone. A transaction that writes revocations must end sooner than the
 * overlap of `RevocationFeed`, or a process could miss them; and an idle transaction with locks on
 * accounts would block every other change. PostgreSQL before 17 has no `transaction_timeout`.
 */
export const setLimits = `
  SELECT set_config(l.name, l.ms::text, true)
  FROM (VALUES ('idle_in_transaction_session_timeout', $1::integer), ('statement_timeout', $2::integer),
               ('transaction_timeout', $3::integer), ('lock_timeout', $4::integer)) AS l (name, ms)
  WHERE current_setting(l.name, true) IS NOT NULL`;

/** The values of `setLimits`. `lockMsMax`: `0` for as long as a statement may take. */
export const transactionLimits = (lockMsMax: number): number[] => [
  idleMsMax,
  statementMsMax,
  statementMsMax + marginMs,
  lockMsMax,
];
