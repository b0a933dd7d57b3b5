import pg from 'pg';
import { expect, test } from 'vitest';
import { advisoryLocks } from '../../src/storage/advisory-locks.js';
import { afterFile } from '../support/cleanup.js';
import { startDoctorStack } from './support.js';

/** What `portaria doctor` says while a session of others holds a lock. */
const stack = await startDoctorStack();
const { database } = stack.app;

const held = async <T>(statement: string, work: (pid: number) => Promise<T>): Promise<T> => {
  const holder = new pg.Client({ connectionString: database.ownerUrl, application_name: 'forgotten psql' });
  await holder.connect();
  afterFile(() => holder.end().catch(() => undefined));
  const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await holder.query(`BEGIN; ${statement}`);
  try {
    return await work(rows[0]?.pid ?? 0);
  } finally {
    await holder.query('ROLLBACK');
    await holder.end();
  }
};
const user = new URL(database.ownerUrl).username;

test.each([
  ['SELECT FROM audit_head FOR UPDATE', 'audit_head'],
  ['LOCK TABLE revocation IN SHARE MODE', 'revocation'],
])('%s: the table, the session and its end are named', async (statement, table) => {
  const { pid, examined } = await held(statement, async (pid) => ({ pid, examined: await stack.examine() }));
  expect(examined.exitCode).toBe(2);
  expect(examined.check('changes')).toMatchObject({
    result: 'problem',
    message:
      `No operator can change or revoke anything: a transaction of others has locked ${table} ` +
      `(process ${String(pid)}, user ${user}, application forgotten psql).`,
    fix: `End that session, as a superuser: SELECT pg_terminate_backend(${String(pid)});`,
    page: 'docs/how-to/operator/troubleshoot-the-database.md',
  });
  expect((await stack.examine()).check('changes').result).toBe('ok');
});

test('the row lock of a forgotten session on one account is named', async () => {
  const statement = 'SELECT FROM account FOR UPDATE';
  const { pid, examined } = await held(statement, async (pid) => ({ pid, examined: await stack.examine() }));
  expect(examined.check('changes')).toMatchObject({
    result: 'warning',
    message: `A session holds row locks, and keeps operators from changing or revoking what it holds (process ${String(pid)}, user ${user}, application forgotten psql).`,
    fix: `End that session, as a superuser: SELECT pg_terminate_backend(${String(pid)});`,
  });
});

test.each(['pg_advisory_lock_shared', 'pg_advisory_xact_lock_shared'])(
  'a session that holds the barrier of the records is named: %s',
  async (lock) => {
    const statement = `SELECT ${lock}(${String(advisoryLocks.recordBarrier)}); ${lock.includes('xact') ? '' : 'COMMIT'}`;
    const { pid, examined } = await held(statement, async (pid) => ({
      pid,
      examined: await stack.examine(),
    }));
    expect(examined.check('changes')).toMatchObject({
      result: 'problem',
      message: `No revocation becomes certain: a session holds the advisory lock of the records (process ${String(pid)}, user ${user}, application forgotten psql).`,
    });
  },
);

test('while tokens get 503 for another reason, no header buffer is blamed', { timeout: 90_000 }, async () => {
  const { check } = await held('LOCK TABLE credential', () => stack.examine());
  expect(check('header-buffers')).toMatchObject({
    result: 'skipped',
    fix: 'Run doctor again when the other checks are ok.',
  });
  expect(check('application').message).toContain('credential');
});

test('a check that cannot read names the lock as the reason', { timeout: 90_000 }, async () => {
  const { check } = await held('LOCK TABLE signing_key, account_certificate', () => stack.examine());
  for (const name of ['signing-keys', 'expiring'])
    expect(check(name), name).toMatchObject({
      result: 'problem',
      message: expect.stringMatching(
        /^The check could not read the database: the statement took longer than/,
      ),
      fix: expect.stringContaining('pg_blocking_pids'),
    });
});

test(
  'revocations that are not read are named before a process is not ready',
  { timeout: 90_000 },
  async () => {
    const { check } = await held('LOCK TABLE revocation', async () => {
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      return stack.examine();
    });
    expect(check('application')).toMatchObject({
      result: 'warning',
      message: expect.stringMatching(/^The process at \S+ has not read the revocations for \d\d s\.$/),
    });
  },
);
