import type pg from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
import { ManagementError } from '../../core/shared/management-error.js';
import type { AbandonedBackends } from '../abandoned-backends.js';
import { CommitNotReplicated, confirmed } from '../confirmed-commit.js';
import { mayBeFaultOfSession } from '../sqlstate.js';
import { cancelUntilEnded, StatementTimeout, withTimeout } from '../timed-statements.js';
import { workMsMax } from './transaction-limits.js';

/**
 * PostgreSQL limits no commit that waits for a synchronous standby, neither by `statement_timeout`
 * nor by `transaction_timeout`. A revocation commits twice, around the 9 s of the barrier; without a
 * standby the first commit already fails, within what NGINX waits (15 s).
 */
const commitMsMax = 4000;
/** A statement by itself limits its own wait, for less than a second. */
const statementMsMax = 4000;

/** How an abandoned connection is ended. */
export interface ConnectionDisposal {
  readonly closing: AbortSignal;
  readonly backends: AbandonedBackends;
  /** The connections of the pool that were abandoned and have not ended. */
  readonly abandoned: { count: number };
}

/**
 * Runs `work` in one transaction on a connection of the pool, and gives the connection back. A commit
 * that hangs is cancelled, which makes its change visible at the primary, and the connection counts
 * until the server has ended it.
 *
 * @throws ManagementError `unavailable`, when the commit was sent and its outcome is not known
 */
export const runTransaction = async <T>(
  runner: QueryRunner,
  work: (manager: EntityManager) => Promise<T>,
  disposal: ConnectionDisposal,
): Promise<T> => {
  const client = await connect(runner);
  const changing = (async (): Promise<T> => {
    await runner.startTransaction();
    return await work(runner.manager);
  })();
  let result: T;
  try {
    result = await withTimeout(changing, workMsMax);
  } catch (error) {
    if (error instanceof StatementTimeout) void giveUp(runner, client, changing, disposal);
    else await rollBack(runner, client, disposal, error);
    throw error;
  }
  await commit(runner, client, disposal);
  return result;
};

/**
 * Runs one statement in a transaction of its own.
 *
 * @throws StatementTimeout when the database does not answer
 */
export const runStatement = async (
  runner: QueryRunner,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  disposal: ConnectionDisposal,
): Promise<void> => {
  const client = await connect(runner);
  const running = runner.query(text, [...values]);
  try {
    await withTimeout(running, statementMsMax);
  } catch (error) {
    if (error instanceof StatementTimeout) void giveUp(runner, client, running, disposal);
    else await release(runner, client, error);
    throw error;
  }
  await runner.release();
};

const connect = async (runner: QueryRunner): Promise<pg.Client> => {
  try {
    return (await runner.connect()) as pg.Client;
  } catch (error) {
    await runner.release();
    throw error;
  }
};

/** The connection keeps its place in the pool until the server has ended what it ran. Never rejects. */
const giveUp = async (
  runner: QueryRunner,
  client: pg.Client,
  running: Promise<unknown>,
  { closing, backends, abandoned }: ConnectionDisposal,
): Promise<void> => {
  abandoned.count += 1;
  // What breaks from now on must not end the process.
  client.on('error', () => undefined);
  await cancelUntilEnded({ client, running, backends }, closing);
  // Not used again: it may be frozen, or in the middle of a transaction. It may never say that it ended.
  client.end().catch(() => undefined);
  abandoned.count -= 1;
  await runner.release();
};

const commit = async (
  runner: QueryRunner,
  client: pg.Client,
  disposal: ConnectionDisposal,
): Promise<void> => {
  const committing = confirmed(client, () => runner.commitTransaction());
  try {
    await withTimeout(committing, commitMsMax);
  } catch (error) {
    if (error instanceof StatementTimeout) {
      void giveUp(runner, client, committing, disposal);
      throw unconfirmed(error);
    }
    await rollBack(runner, client, disposal, error);
    throw isUnknown(error) ? unconfirmed(error) : error;
  }
  await runner.release();
};

/** What failed first is told, and not that the connection is gone by now. */
const rollBack = async (
  runner: QueryRunner,
  client: pg.Client,
  disposal: ConnectionDisposal,
  error: unknown,
): Promise<void> => {
  if (runner.isTransactionActive) {
    const undoing = runner.rollbackTransaction().catch(() => undefined);
    try {
      await withTimeout(undoing, commitMsMax);
    } catch {
      void giveUp(runner, client, undoing, disposal);
      return;
    }
  }
  await release(runner, client, error);
};

/** Gives the connection back; the pool drops it when its session may be the reason of the failure. */
const release = async (runner: QueryRunner, client: pg.Client, error: unknown): Promise<void> => {
  if (mayBeFaultOfSession(error)) close(client);
  await runner.release();
};

const close = (client: pg.Client): void => {
  // What breaks from now on must not end the process.
  client.on('error', () => undefined);
  client.end().catch(() => undefined);
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
    'it may have been done: the database did not confirm the commit. Check that its synchronous standby answers, then ' +
      'try again (with the same idempotency key, if it had one) until it is confirmed',
    null,
    {
      cause,
      forMerchants:
        'it may have been done: the database did not confirm it. Try again (with the same Idempotency-Key, if it had one) ' +
        'until it is confirmed',
    },
  );
