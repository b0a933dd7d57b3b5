import pg from 'pg';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from './cleanup.js';
import type { TestDatabase } from './database.js';
import { freePort } from './free-port.js';

const say = (): void => undefined;

/** `ClusterDatabase`: a migrated database in a cluster of the test file's own. */
export interface ClusterDatabase extends TestDatabase {
  /** Names the synchronous standbys, a setting of the whole server; '' for none. */
  nameStandbys(names: string): Promise<void>;
}

/** Starts a cluster for one test file, which its commits wait for standbys in. It is removed after the file. */
export const openOwnCluster = async (): Promise<ClusterDatabase> => {
  const settings = { synchronous_commit: 'on', max_connections: '60' };
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), settings, say });
  afterFile(() => postgres.stop());
  const { url } = postgres;
  await migrate(() => url, migrations, { waiting: say });
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  pool.on('error', say);
  afterFile(() => pool.end());
  const sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, values)).rows;
  const nameStandbys = async (names: string): Promise<void> => {
    await sql(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
    await sql('SELECT pg_reload_conf()');
    // Each server process reads the settings again before its next statement, the walsender too.
    await new Promise((resolve) => setTimeout(resolve, 300));
  };
  const urls = { adminUrl: url, ownerUrl: url, appUrl: url, issueUrl: url, manageUrl: url };
  return { ...urls, sql, nameStandbys };
};
