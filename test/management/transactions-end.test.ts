import pg from 'pg';
import { expect, test } from 'vitest';
import { accountIdFrom } from '../../src/core/shared/ids.js';
import { ManagementError } from '../../src/core/shared/management-error.js';
import type { RevokeTransaction } from '../../src/core/shared/unit-of-work.js';
import { keptOut } from '../../src/storage/transaction/database-failure.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { PostgresUnitOfWork } from '../../src/storage/unit-of-work/postgres-unit-of-work.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement, pause, refusalOf, testOperation, unguarded } from './open-test-management.js';

/** The revocation feed looks back 15 s: a fact that is committed later than that after it was written would be missed. */
const transactionMsMax = 11_000;

const { database, management } = await openTestManagement();
const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
const unitOfWork = new PostgresUnitOfWork(connection);
afterFile(() => connection.close());

const suspend = async (tx: RevokeTransaction, id: string): Promise<void> => {
  const account = accountIdFrom(id);
  if (account) await tx.accounts.suspend(await tx.accounts.lock(account));
};

/** Suspends an account and then does `then` before it commits. */
const suspendAnd = async (then: (tx: RevokeTransaction) => Promise<unknown>) => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const startMs = Date.now();
  const refusal = await refusalOf(
    unitOfWork.revoke(testOperation, unguarded, async (tx) => {
      await suspend(tx, id);
      await then(tx);
    }),
  );
  const { account } = await management.showAccount.run(id);
  const facts = await database.sql(`SELECT FROM revocation WHERE kind = 'account' AND subject = $1`, [id]);
  return { refusal, tookMs: Date.now() - startMs, status: account.status, facts: facts.length };
};

const undone = { status: 'active', facts: 0, refusal: { code: 'unavailable' } };

test.concurrent('a transaction that is left idle is ended, and its change undone', async () => {
  const ended = await suspendAnd(() => pause(6000));
  expect(ended).toMatchObject(undone);
  expect(ended.refusal.message).toMatch(/Nothing was changed/);
});

test.concurrent('one of many short statements is ended in time, and its change undone', async () => {
  const ended = await suspendAnd(async (tx) => {
    for (let statement = 0; statement < 25; statement += 1) {
      await pause(500);
      await tx.now();
    }
  });
  expect(ended).toMatchObject(undone);
  expect(ended.refusal.message).toMatch(/Nothing was changed/);
  expect(ended.tookMs).toBeLessThan(transactionMsMax);
});

test.concurrent('one that waits for another change is ended in time, and says so', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const other = new pg.Client(database.appUrl);
  await other.connect();
  await other.query('BEGIN');
  await other.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [id]);
  const startMs = Date.now();
  const refusal = await refusalOf(management.suspendAccount.run(id));
  const tookMs = Date.now() - startMs;
  await other.end();
  expect(refusal).toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/Nothing was changed/),
  });
  expect(tookMs).toBeLessThan(transactionMsMax);
  expect((await management.suspendAccount.run(id)).status).toBe('suspended');
});

test('a change that a forgotten session keeps out names its table and the session', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const other = new pg.Client({ connectionString: database.ownerUrl, application_name: 'forgotten psql' });
  await other.connect();
  const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await other.query('BEGIN; SELECT FROM audit_head FOR UPDATE');
  const refusal = await refusalOf(management.suspendAccount.run(id));
  await other.end();
  expect(refusal).toMatchObject({
    code: 'unavailable',
    message:
      'it took too long and was cancelled. Nothing was changed: a transaction of others has locked audit_head (process ' +
      `${String(rows[0]?.pid)}, user ${new URL(database.ownerUrl).username}, application forgotten psql). End that ` +
      'transaction, then try again',
  });
});

test('a change that waits for the row lock of a forgotten session names the session', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const other = new pg.Client({ connectionString: database.ownerUrl, application_name: 'forgotten psql' });
  await other.connect();
  const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await other.query('BEGIN');
  await other.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [id]);
  const refusal = await refusalOf(management.suspendAccount.run(id));
  await other.end();
  expect(refusal.message).toContain(
    `a transaction of others holds row locks (process ${String(rows[0]?.pid)}, user ${new URL(database.ownerUrl).username}, application forgotten psql`,
  );
  expect(refusal.message).toContain('End that transaction, then try again');
});

test('a merchant is not told of the session', () => {
  const what = 'a transaction of others has locked audit_head (process 1, user postgres, application psql)';
  const cause = new ManagementError('unavailable', 'it took too long');
  expect(keptOut(what, cause).forMerchants).toMatch(/^it took too long .* when no other change is running$/);
});
