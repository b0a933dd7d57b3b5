import type pg from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
import { ManagementError } from '../../core/shared/management-error.js';
import { CommitNotReplicated, confirmed } from '../confirmed-commit.js';
import { cancelUntilEnded, StatementTimeout, withTimeout } from '../timed-statements.js';

type Isolation = 'READ COMMITTED' | 'REPEATABLE READ';

/**
 * PostgreSQL limits no commit that waits for a synchronous standby, neither by `statement_timeout`
 * nor by `transaction_timeout`. A revocation commits twice, around the 9 s of the barrier; without a
 * standby the first commit already fails, within what NGINX waits (15 s).
 */
const commitMsMax = 4000;

/**
 * Runs `work` in one transaction on a connection of the pool, and gives the connection back. A commit
 * that hangs is cancelled, which makes its change visible at the primary, and the connection counts
 * until the server has ended it.
 *
 * @throws ManagementError `unavailable`, when the commit was sent and its outcome is not known
 */
export const runTransaction = async <T>(
  runner: QueryRunner,
  isolation: Isolation | undefined,
  work: (manager: EntityManager) => Promise<T>,
  closing: AbortSignal,
): Promise<T> => {
  let client: pg.ClientBase;
  let result: T;
  try {
    client = (await runner.connect()) as pg.ClientBase;
    await runner.startTransaction(isolation);
    result = await work(runner.manager);
  } catch (error) {
    await rollBack(runner);
    throw error;
  }
  await commit(runner, client, closing);
  return result;
};

const commit = async (runner: QueryRunner, client: pg.ClientBase, closing: AbortSignal): Promise<void> => {
  const committing = confirmed(client, () => runner.commitTransaction());
  try {
    await withTimeout(committing, commitMsMax);
  } catch (error) {
    if (error instanceof StatementTimeout) {
      void cancelUntilEnded(client, committing, closing).then(() => runner.release());
      throw unconfirmed(error);
    }
    await rollBack(runner);
    throw isUnknown(error) ? unconfirmed(error) : error;
  }
  await runner.release();
};

/** What failed first is told, and not that the connection is gone by now. */
const rollBack = async (runner: QueryRunner): Promise<void> => {
  if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
  await runner.release();
};

/**
 * Returns whether a failed commit may have been done: its wait for a standby was cancelled, the
 * connection broke (no SQLSTATE, or class 08), or an operator ended the session (class 57).
 */
const isUnknown = (error: unknown): boolean => {
  if (error instanceof CommitNotReplicated) return true;
  const driverError = (error as { driverError?: { code?: unknown } }).driverError;
  if (!driverError) return false;
  const { code } = driverError;
  return typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57)/.test(code);
};

const unconfirmed = (cause: unknown): ManagementError =>
  new ManagementError(
    'unavailable',
    'it may have been done: the database did not confirm the commit; check that its synchronous standby answers, then ' +
      'run this again (with the same idempotency key, if it had one) until it is confirmed',
    null,
    { cause },
  );
