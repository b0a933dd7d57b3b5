import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/storage/database.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { stopTree } from '../faults/process-tree.js';
import { openReplicatedDatabase, type ReplicatedDatabase } from '../faults/replicated-database.js';
import { afterFile } from '../support/cleanup.js';

/**
 * A URL with two hosts and `target_session_attrs=read-write`: sessions are at the primary, and move when
 * the standby becomes the primary, also when the former one stands still and closes no connection.
 */
const timeoutMs = 1000;
const ignore = (): void => undefined;

let servers: ReplicatedDatabase;
let database: Database;
let management: ManagementPool;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-hosts-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  servers = await openReplicatedDatabase(join(folder, 'postgres'));
  const url = urlOf('standby,primary');
  const config = { url: () => url, timeoutMs, maxInFlight: 2, maxBatchSize: 10, namedStatements: true };
  database = new Database(config);
  management = new ManagementPool({ url: () => url, timeoutMs: 4000 });
  afterFile(async () => {
    await Promise.all([database.close(), management.close()]);
  });
}, 120_000);

/** The application's URL with these hosts. */
const urlOf = (hosts: string, attributes = 'read-write'): string => {
  const { host: primary } = new URL(servers.database.appUrl);
  const standby = `127.0.0.1:${String(servers.standby.port)}`;
  const named = hosts.replace('standby', standby).replace('primary', primary);
  return `${servers.database.appUrl.replace(primary, named)}?target_session_attrs=${attributes}`;
};

const where = { name: 'where', text: `SELECT current_setting('port')::integer AS port` };
const portOfDatabase = async (): Promise<unknown> => (await database.query(where))[0]?.['port'];
const portOfManagement = async (): Promise<unknown> =>
  await management.transaction('READ COMMITTED', async (manager) => {
    const [row] = await manager.query<[{ port: number }]>(where.text);
    return row.port;
  });

test('sessions are at the primary, although the standby is named first', async () => {
  const { port } = new URL(servers.database.appUrl);
  expect(await portOfDatabase()).toBe(Number(port));
  expect(await portOfManagement()).toBe(Number(port));
});

test.each(['read-write', 'primary'])(
  'a standby alone is not used with %s, and the cause names it',
  async (attributes) => {
    const url = urlOf('standby', attributes);
    const alone = new Database({
      url: () => url,
      timeoutMs,
      maxInFlight: 2,
      maxBatchSize: 10,
      namedStatements: true,
    });
    afterFile(() => alone.close());
    await expect(alone.query(where)).rejects.toMatchObject({
      privateDetail: expect.stringContaining(
        `${String(servers.standby.port)}: the server accepts no writes`,
      ) as unknown,
    });
  },
);

test('when the primary stands still and the standby is promoted, nothing waits for the former one', async () => {
  const go = await stopTree(servers.postgres.pid());
  afterFile(go);
  // They fill the pool: each waits for an answer that does not come.
  const waiting = Array.from({ length: 20 }, () => database.query(where).catch(ignore));
  const changing = portOfManagement().catch(ignore);
  await pause(timeoutMs + 500);
  await servers.standby.sql('SELECT pg_promote()');
  const promotedAt = performance.now();
  await expect
    .poll(() => portOfDatabase().catch(ignore), { timeout: 5000, interval: 20 })
    .toBe(servers.standby.port);
  expect(performance.now() - promotedAt).toBeLessThan(2500);
  await Promise.all([...waiting, changing]);
  expect(database.load.abandoned).toBe(0);
  expect(await portOfManagement()).toBe(servers.standby.port);
}, 30_000);
