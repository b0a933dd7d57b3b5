import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';

/** Commits of management that a synchronous standby, which is away, never confirms. */
const say = (): void => undefined;
const poolMax = 4;
const boundMs = 12_000;

let sql: pg.Pool;
let management: ManagementPool;
beforeAll(async () => {
  const settings = { synchronous_commit: 'on', max_connections: '30' };
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), settings, say });
  afterFile(() => postgres.stop());
  sql = new pg.Pool({ connectionString: postgres.url, max: 2 });
  sql.on('error', say);
  await sql.query('CREATE TABLE change (n integer)');
  management = new ManagementPool({ url: () => postgres.url, timeoutMs: 8000 });
}, 60_000);
afterAll(async () => {
  await management.close();
  await sql.end();
});

const change = (n: number): Promise<unknown> =>
  management.transaction('READ COMMITTED', (manager) => manager.query('INSERT INTO change VALUES ($1)', [n]));

const nameStandbys = async (names: string): Promise<void> => {
  await sql.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
  await sql.query('SELECT pg_reload_conf()');
  await pause(300);
};

const found = async (n: number): Promise<number> =>
  (await sql.query('SELECT FROM change WHERE n = $1', [n])).rowCount ?? 0;

const backends = async (): Promise<number> => {
  const { rows } = await sql.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE application_name = 'portaria management'`,
  );
  return rows[0]?.n ?? 0;
};

test('a change that no standby confirms is answered in time with the truth, and is repeated', async () => {
  await change(1);
  await nameStandbys('away');
  const began = performance.now();
  const requested = Promise.allSettled(Array.from({ length: 6 }, () => change(2)));
  await pause(5000);
  expect(await backends()).toBeLessThanOrEqual(poolMax);
  for (const outcome of await requested) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(String((outcome as PromiseRejectedResult).reason)).toContain('it may have been done');
  }
  expect(performance.now() - began).toBeLessThan(boundMs);
  // What was cancelled is in force at the primary, so a suspension ends tokens at once.
  expect(await found(2)).toBeGreaterThan(0);
  await nameStandbys('');
  const again = performance.now();
  await change(3);
  expect(performance.now() - again).toBeLessThan(2000);
}, 60_000);

test('a change whose session is ended during the commit may have been done, and the answer says so', async () => {
  await nameStandbys('away');
  const requested = expect(change(4)).rejects.toThrow('it may have been done');
  await pause(1000);
  await sql.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND pid <> pg_backend_pid()`,
  );
  await requested;
  await nameStandbys('');
  expect(await found(4)).toBe(1);
}, 60_000);

test('a change that fails is rolled back, with its own error', async () => {
  const own = new Error('of the caller');
  const failing = management.transaction('READ COMMITTED', async (manager) => {
    await manager.query('INSERT INTO change VALUES (5)');
    throw own;
  });
  await expect(failing).rejects.toBe(own);
  expect(await found(5)).toBe(0);
});
