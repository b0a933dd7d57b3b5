import { beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { accountIdFrom, secretIdFrom } from '../../src/core/shared/ids.js';
import { ofAccount, ofSecret } from '../../src/core/tokens/revocation.js';
import { Database } from '../../src/storage/database.js';
import { RevocationFeed } from '../../src/storage/hot-path/revocation-feed.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

let database: TestDatabase;
let pool: Database;
let nowMs = 0;
beforeAll(async () => {
  const app = await startApp();
  database = await makeDatabase();
  pool = new Database(loadConfig({ ...app.environment, DATABASE_URL: database.appUrl }).database);
  afterFile(() => pool.close());
});

const note = (kind: string, subject: string, ageSeconds = 0): Promise<unknown> =>
  database.sql(
    `INSERT INTO revocation (kind, subject, effective_at, expires_at)
     VALUES ($1, $2, clock_timestamp() - $3 * interval '1 second', clock_timestamp() + interval '1 hour')`,
    [kind, subject, ageSeconds],
  );

const account = (id: string) => {
  const known = accountIdFrom(id);
  if (!known) throw new Error('not an id');
  return ofAccount(known);
};

test('the first look finds every revocation that still matters, later looks the new ones', async () => {
  const feed = new RevocationFeed(pool, () => nowMs, 60_000);
  await note('account', '1', 3000);
  await feed.poll();
  expect(feed.effectiveAtMs(account('1'))).toBeGreaterThan(Date.now() - 3_100_000);
  await note('account', '2');
  await feed.poll();
  expect(feed.effectiveAtMs(account('2'))).toBeGreaterThan(Date.now() - 10_000);
  const secret = secretIdFrom('1');
  expect(secret && feed.effectiveAtMs(ofSecret(secret))).toBeNull();
});

test('a revocation that was written while the database could not be asked is found afterwards, however long that was', async () => {
  const feed = new RevocationFeed(pool, () => nowMs, 60_000);
  await feed.poll();
  await note('account', '3', 20);
  nowMs += 25_000;
  await feed.poll();
  expect(feed.effectiveAtMs(account('3'))).not.toBeNull();
});

test('revocations count as fresh for a minute after the last look', async () => {
  const feed = new RevocationFeed(pool, () => nowMs, 60_000);
  expect(feed.isFresh()).toBe(false);
  await feed.poll();
  nowMs += 60_000;
  expect(feed.isFresh()).toBe(true);
  nowMs += 1;
  expect(feed.isFresh()).toBe(false);
});

test('a setting of the login rounds no time: a revocation is known with its own moment', async () => {
  const { username } = new URL(database.appUrl);
  await database.sql(
    `ALTER ROLE ${username} IN DATABASE ${new URL(database.appUrl).pathname.slice(1)} SET extra_float_digits = -7`,
  );
  const app = await startApp();
  const rounded = new Database(loadConfig({ ...app.environment, DATABASE_URL: database.appUrl }).database);
  afterFile(() => rounded.close());
  await note('account', '77', 20);
  const feed = new RevocationFeed(rounded, () => nowMs, 60_000);
  await feed.poll();
  const [row] = await database.sql<{ ms: string }>(
    `SELECT floor(extract(epoch FROM effective_at) * 1000)::text AS ms FROM revocation WHERE subject = '77'`,
  );
  expect(Math.floor(feed.effectiveAtMs(account('77')) ?? 0)).toBe(Number(row?.ms));
  const [setting] = await rounded.query<{ digits: string }>(
    { name: 'digits', text: `SELECT current_setting('extra_float_digits') AS digits` },
    [],
  );
  expect(setting?.digits).toBe('-7');
});
