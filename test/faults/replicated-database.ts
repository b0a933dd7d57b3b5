import { chown, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { run } from '../../src/cli/deployment/programs.js';
import { type RunningPostgres, startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import type { TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { stopTree } from './process-tree.js';
import { type DurableDatabase, openDurableDatabase, settings } from './stack.js';

const say = (): void => undefined;
const standbyName = 'standby';

/** A second cluster, which has every commit of the primary before the primary confirms it. */
export interface Standby {
  readonly port: number;
  readonly sql: TestDatabase['sql'];
  /** Stops its processes, as a machine that hangs; resolves to what lets them go on. */
  freeze(): Promise<() => void>;
  /** Ends it; resolves to what starts it again, which has what it had received. */
  end(): Promise<() => Promise<void>>;
}

export interface ReplicatedDatabase extends DurableDatabase {
  readonly standby: Standby;
}

/** A primary and its synchronous standby: two clusters, with PostgreSQL's own streaming between them. */
export const openReplicatedDatabase = async (
  dataDir: string,
  settingsOfPrimary: Readonly<Record<string, string>> = {},
): Promise<ReplicatedDatabase> => {
  const primary = await openDurableDatabase(dataDir, settingsOfPrimary);
  const start = await prepareStandby(`${dataDir}-standby`, primary.database);
  let running = await start();
  afterFile(() => running.stop());
  await primary.database.sql(`ALTER SYSTEM SET synchronous_standby_names = '${standbyName}'`);
  await primary.database.sql('SELECT pg_reload_conf()');
  await untilSynchronous(primary.database);
  const url = new URL(primary.database.adminUrl);
  url.port = String(running.port);
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  pool.on('error', say);
  afterFile(() => pool.end());
  return {
    ...primary,
    standby: {
      port: running.port,
      sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
        (await pool.query<Row>(text, values)).rows,
      freeze: () => stopTree(running.pid),
      end: async () => {
        await running.stop();
        return async () => {
          running = await start();
        };
      },
    },
  };
};

/**
 * PostgreSQL's own way to copy a running cluster; the npm package brings no `pg_basebackup`. Returns
 * what starts the copy as a standby.
 */
const prepareStandby = async (
  dataDir: string,
  primary: TestDatabase,
): Promise<() => Promise<RunningPostgres>> => {
  const port = await freePort();
  const cluster = await emptyClusterAt(dataDir, port);
  const [{ folder } = { folder: '' }] = await primary.sql<{ folder: string }>(
    `SELECT current_setting('data_directory') AS folder`,
  );
  const label = await copied(primary, folder, cluster);
  const { uid, gid } = await stat(cluster);
  for (const [name, text] of [
    ['backup_label', label],
    ['standby.signal', ''],
  ] as const) {
    await writeFile(join(cluster, name), text);
    await chown(join(cluster, name), uid, gid);
  }
  const { port: primaryPort, password } = new URL(primary.adminUrl);
  await writeFile(join(dataDir, 'superuser-password'), password, { mode: 0o600 });
  const primaryConninfo = `host=127.0.0.1 port=${primaryPort} user=postgres password=${password} application_name=${standbyName}`;
  const ofStandby = { ...settings, primary_conninfo: primaryConninfo };
  return () => startPostgres({ dataDir, port, settings: ofStandby, say });
};

/** Has a cluster created where PostgreSQL's user may have one, and returns its emptied folder. */
const emptyClusterAt = async (dataDir: string, port: number): Promise<string> => {
  const unused = await startPostgres({ dataDir, port, say });
  const client = new pg.Client(unused.url);
  await client.connect();
  const { rows } = await client.query<{ folder: string }>(
    `SELECT current_setting('data_directory') AS folder`,
  );
  await client.end();
  await unused.stop();
  return rows[0]?.folder ?? '';
};

const copied = async ({ adminUrl }: TestDatabase, from: string, to: string): Promise<string> => {
  const client = new pg.Client(adminUrl);
  await client.connect();
  await client.query(`SELECT pg_backup_start('standby', true)`);
  await rm(to, { recursive: true });
  await run('cp', ['-a', '--', from, to]);
  await rm(join(to, 'postmaster.pid'));
  await rm(join(to, 'pg_wal'), { recursive: true });
  const { uid, gid } = await stat(to);
  await mkdir(join(to, 'pg_wal'));
  await chown(join(to, 'pg_wal'), uid, gid);
  const { rows } = await client.query<{ label: string }>(
    'SELECT labelfile AS label FROM pg_backup_stop(false)',
  );
  await client.end();
  return rows[0]?.label ?? '';
};

const untilSynchronous = async (primary: TestDatabase): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const [row] = await primary.sql(
      `SELECT FROM pg_stat_replication WHERE application_name = $1 AND sync_state = 'sync'`,
      [standbyName],
    );
    if (row) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the standby did not become synchronous within 20 s');
};
