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

/** `Isolation`: `undefined` where a transaction has one statement, for which all levels are the same. */
export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | undefined;

/**
 * Returns what is sent first in a transaction: its isolation, which must come before the first query, and its limits. They
 * are one message, because every round trip of a change is time that others wait for its locks.
 */
export const isolationAndLimits = (isolation: Isolation, lockMsMax: number): string => {
  const limits = transactionLimits(lockMsMax);
  const written = setLimits.replace(/\$(\d)/g, (_, n: string) => String(limits[Number(n) - 1]));
  return isolation ? `SET TRANSACTION ISOLATION LEVEL ${isolation}; ${written}` : written;
};

/** The values of `setLimits`. `lockMsMax`: `0` for as long as a statement may take. */
export const transactionLimits = (lockMsMax: number): number[] => [
  idleMsMax,
  statementMsMax,
  statementMsMax + marginMs,
  lockMsMax,
];
