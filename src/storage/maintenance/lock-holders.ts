import { setTimeout as pause } from 'node:timers/promises';
import { advisoryLocks } from '../advisory-locks.js';
import type { Database } from '../database.js';
import { isGrantedHere, isRowLock, sessionName } from '../row-locks.js';

/**
 * A record of a token holds its locks for milliseconds, a change for 16 s at most. Of another login PostgreSQL hides when
 * a transaction began, so its number is compared at two moments. The lock on rows of a table is also held by
 * `SELECT ... FOR UPDATE`. A session that holds an advisory lock without a transaction has the number 0.
 */
const readHolders = {
  name: 'doctor-lock-holders',
  text: `
    SELECT l.pid, l.virtualtransaction AS transaction, l.locktype = 'advisory' AS barrier,
           ${sessionName} AS session
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid LEFT JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid <> pg_backend_pid()
      AND ((${isGrantedHere} AND l.locktype = 'advisory' AND l.classid = 0 AND l.objid = $1)
        OR (${isRowLock}
            AND (a.application_name NOT LIKE 'portaria%' OR a.xact_start < clock_timestamp() - interval '20 seconds')))
    GROUP BY 1, 2, 3, 4 ORDER BY 1`,
};

const apartMs = 1500;

export interface LockHolder {
  readonly pid: number;
  readonly transaction: string;
  /** Of the advisory lock that a revocation waits for; otherwise of rows. */
  readonly barrier: boolean;
  readonly session: string;
  readonly [column: string]: unknown;
}

/** Returns the sessions that hold rows, or the barrier of the records, for longer than the product does. */
export const lockHolders = async (database: Database): Promise<readonly LockHolder[]> => {
  const read = () => database.query<LockHolder>(readHolders, [advisoryLocks.recordBarrier]);
  const first = await read();
  if (first.length === 0) return [];
  await pause(apartMs);
  return (await read()).filter((later) =>
    first.some(
      ({ pid, transaction, barrier }) =>
        pid === later.pid && transaction === later.transaction && barrier === later.barrier,
    ),
  );
};
