import { beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/storage/database.js';
import { RevocationCleanup } from '../../src/storage/maintenance/revocation-cleanup.js';
import { afterFile } from '../support/cleanup.js';
import { observeHours } from '../support/clock-agreement.js';
import { startApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let database: Database;
beforeAll(async () => {
  app = await startApp();
  await observeHours(app.database);
  database = new Database(app.config.database);
  afterFile(() => database.close());
});

const add = (kind: string, subject: string, effective: string, expires: string): Promise<unknown> =>
  app.database.sql(
    'INSERT INTO revocation (kind, subject, effective_at, expires_at) VALUES ($1, $2, now() + $3::interval, now() + $4::interval)',
    [kind, subject, effective, expires],
  );

const left = async (): Promise<string[]> => {
  const rows = await app.database.sql<{ subject: string }>('SELECT subject FROM revocation ORDER BY id');
  return rows.map(({ subject }) => subject);
};

test('revocations that could end no token for a day are cleared, and no others', async () => {
  await add('token', 'ended', '-27 hours', '-26 hours');
  await add('token', 'lives', '-1 hour', '1 hour');
  await add('token', 'ended just now', '-2 hours', '-1 second');
  await add('token', 'ended today', '-24 hours', '-23 hours');
  await add('secret', 'ended too', '-3 days', '-2 days');
  expect(await new RevocationCleanup(database).clear()).toBe(2);
  expect(await left()).toEqual(['lives', 'ended just now', 'ended today']);
});

test('the newest of an account stays, since clients see its time', async () => {
  await add('account', '7', '-4 days', '-3 days');
  await add('account', '7', '-3 days', '-2 days');
  await add('account', '8', '-3 days', '-2 days');
  expect(await new RevocationCleanup(database).clear()).toBe(1);
  expect(await left()).toEqual(['lives', 'ended just now', 'ended today', '7', '8']);
});

test('many are cleared in small steps, all of them, by several at once', async () => {
  await app.database.sql(
    `INSERT INTO revocation (kind, subject, effective_at, expires_at)
     SELECT 'token', n::text, now() - interval '27 hours', now() - interval '26 hours' FROM generate_series(1, 2500) AS n`,
  );
  const cleared = await Promise.all([1, 2].map(() => new RevocationCleanup(database).clear()));
  const again = await new RevocationCleanup(database).clear();
  expect(cleared.reduce((sum, one) => sum + one, again)).toBe(2500);
});

test('the application itself may delete none of them', async () => {
  await expect(
    database.query({ name: 'delete-facts', text: 'DELETE FROM revocation' }, []),
  ).rejects.toThrow();
});
