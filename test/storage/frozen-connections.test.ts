import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/storage/database.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';

/**
 * Connections that a proxy or a firewall forgot: they stay open, and nothing comes over them any more,
 * no reset either. New ones reach a healthy server, and so do requests to cancel.
 */
const say = (): void => undefined;
const [hotPathMax, managementMax] = [7, 4];
/** Given up, then looked for after 15 s, and the turns of 7 one after the other. */
const freeWithinMs = 30_000;

let sql: pg.Pool;
let database: Database;
let management: ManagementPool;
let freeze: () => void;

const startProxy = async (port: number): Promise<number> => {
  let era = 0;
  freeze = () => {
    era += 1;
  };
  const proxy = createServer((near) => {
    const opened = era;
    const far = connect(port, '127.0.0.1');
    near.on('error', say).on('close', () => far.destroy());
    far.on('error', say).on('close', () => opened === era && near.destroy());
    near.on('data', (bytes) => opened === era && far.write(bytes));
    far.on('data', (bytes) => opened === era && near.write(bytes));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  afterFile(() => void proxy.close());
  return (proxy.address() as AddressInfo).port;
};

beforeAll(async () => {
  const settings = { max_connections: '60' };
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), settings, say });
  afterFile(() => postgres.stop());
  sql = new pg.Pool({ connectionString: postgres.url, max: 2 });
  sql.on('error', say);
  await sql.query('CREATE TABLE change (n integer)');
  const url = new URL(postgres.url);
  url.port = String(await startProxy(postgres.port));
  const config = { url: () => url.href, timeoutMs: 1000, maxInFlight: 2, maxBatchSize: 10 };
  database = new Database({ ...config, namedStatements: true });
  management = new ManagementPool({ ...config, timeoutMs: 5000 });
  afterFile(async () => {
    await Promise.all([database.close(), management.close(), sql.end()]);
  });
}, 60_000);

const backends = async (name: string): Promise<number> => {
  const { rows } = await sql.query<{ n: number }>(
    'SELECT count(*)::integer AS n FROM pg_stat_activity WHERE application_name = $1',
    [name],
  );
  return rows[0]?.n ?? 0;
};

const together = (count: number, work: () => Promise<unknown>): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled(Array.from({ length: count }, work));

const read = { name: 'read', text: 'SELECT pg_sleep(0.2)' };

test('frozen connections of the hot path free their places, at the server too', async () => {
  await together(hotPathMax, () => database.query(read));
  expect(database.load.open).toBe(hotPathMax);
  freeze();
  await together(hotPathMax, () => database.query(read));
  expect(database.load.abandoned).toBe(hotPathMax);
  await expect.poll(() => database.load.abandoned, { timeout: freeWithinMs }).toBe(0);
  await database.query(read);
  await expect.poll(() => backends('portaria'), { timeout: 5000 }).toBe(1);
}, 60_000);

test('a statement that goes on at the server keeps its place for as long as it does', async () => {
  await sql.query(`CREATE FUNCTION hold() RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      FOR n IN 1..40 LOOP BEGIN PERFORM pg_sleep(0.6); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP;
    END $$`);
  await expect(database.query({ name: 'hold', text: 'SELECT hold()' })).rejects.toThrow();
  await pause(18_000);
  expect(database.load.abandoned).toBe(1);
  await expect.poll(() => database.load.abandoned, { timeout: 20_000 }).toBe(0);
}, 60_000);

const change = (): Promise<unknown> =>
  management.transaction('READ COMMITTED', (manager) =>
    manager.query('INSERT INTO change SELECT 1 FROM pg_sleep(0.2)'),
  );

test('frozen connections of management are answered in time and free their places', async () => {
  await together(managementMax, change);
  expect(management.load).toMatchObject({ max: managementMax, open: managementMax, abandoned: 0 });
  freeze();
  const began = performance.now();
  for (const outcome of await together(managementMax, change))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
  expect(performance.now() - began).toBeLessThan(14_000);
  expect(management.load.abandoned).toBe(managementMax);
  await expect.poll(() => change().then(() => 'done', String), { timeout: freeWithinMs }).toBe('done');
  await expect.poll(() => backends('portaria management'), { timeout: freeWithinMs }).toBe(1);
  expect(management.load.abandoned).toBe(0);
}, 90_000);

test('a connection that freezes in the middle of a transaction lets go of its locks', async () => {
  const changing = management.transaction('READ COMMITTED', async (manager) => {
    await manager.query('LOCK TABLE change');
    freeze();
    await manager.query('SELECT 1');
  });
  await expect(changing).rejects.toThrow('the database did not answer');
  const locked = async (): Promise<unknown> => {
    const { rows } = await sql.query(`SELECT FROM pg_locks WHERE relation = 'change'::regclass`);
    return rows.length;
  };
  await expect.poll(locked, { timeout: freeWithinMs }).toBe(0);
}, 90_000);

test('a single statement has a limit too', async () => {
  await management.statement('SELECT $1::integer', [1]);
  freeze();
  await expect(management.statement('SELECT $1::integer', [1])).rejects.toThrow(
    'the database did not answer',
  );
}, 30_000);
