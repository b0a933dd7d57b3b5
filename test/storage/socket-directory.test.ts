import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/storage/database.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';

/**
 * Over a Unix socket a connection has no address. What is given up is cancelled there too, or each of
 * the pools opens backend after backend until an operator cannot log in.
 */
const say = (): void => undefined;
const [hotPathMax, managementMax] = [7, 4];

let sql: pg.Pool;
let database: Database;
let management: ManagementPool;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-socket-'));
  // PostgreSQL may run as another user.
  await chmod(folder, 0o777);
  const settings = { synchronous_commit: 'on', max_connections: '60' };
  const port = await freePort();
  const postgres = await startPostgres({ dataDir: null, port, settings, socketFolder: folder, say });
  afterFile(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true });
  });
  sql = new pg.Pool({ connectionString: postgres.url, max: 2 });
  sql.on('error', say);
  await sql.query('CREATE TABLE change (n integer)');
  const overSocket = new URL(postgres.url);
  overSocket.searchParams.set('host', folder);
  const config = { url: () => overSocket.href, timeoutMs: 400, maxInFlight: 2, maxBatchSize: 10 };
  database = new Database({ ...config, namedStatements: true });
  management = new ManagementPool({ ...config, timeoutMs: 8000 });
  afterFile(async () => {
    await Promise.all([database.close(), management.close(), sql.end()]);
  });
}, 60_000);

const nameStandbys = async (names: string): Promise<void> => {
  await sql.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
  await sql.query('SELECT pg_reload_conf()');
  await pause(300);
};

const backends = async (name: string): Promise<number> => {
  const { rows } = await sql.query<{ n: number }>(
    'SELECT count(*)::integer AS n FROM pg_stat_activity WHERE application_name = $1',
    [name],
  );
  return rows[0]?.n ?? 0;
};

const mostBackends = async (name: string, work: () => Promise<unknown>): Promise<number> => {
  const requested: Promise<unknown>[] = [];
  let most = 0;
  for (const endMs = performance.now() + 9000; performance.now() < endMs;) {
    requested.push(work().catch(say));
    await pause(100);
    most = Math.max(most, await backends(name));
  }
  await nameStandbys('');
  await Promise.all(requested);
  return most;
};

const insert = { name: 'insert', text: 'INSERT INTO change VALUES (1)' };

test('commits that hang are cancelled over the socket, and the backends stay within the size of the pool', async () => {
  await database.query(insert);
  await nameStandbys('away');
  expect(await mostBackends('portaria', () => database.query(insert))).toBeLessThanOrEqual(hotPathMax);
  await expect.poll(() => database.load.abandoned, { timeout: 5000 }).toBe(0);
  await database.query(insert);
}, 60_000);

test('so do those of management', async () => {
  const change = (): Promise<unknown> =>
    management.transaction('READ COMMITTED', (manager) => manager.query(insert.text));
  await change();
  await nameStandbys('away');
  expect(await mostBackends('portaria management', change)).toBeLessThanOrEqual(managementMax);
  await change();
}, 60_000);
