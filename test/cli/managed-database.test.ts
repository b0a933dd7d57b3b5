import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';

const say = (): void => undefined;

/** As Amazon RDS creates it; Cloud SQL and Azure give theirs the same attributes. */
const administrator = `CREATE ROLE administrator LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD 'administrator'`;

test('the administrator of a managed PostgreSQL, who is no superuser, prepares the database', async () => {
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), settings: {}, say });
  afterFile(() => postgres.stop());
  const superuser = new pg.Client(postgres.url);
  await superuser.connect();
  await superuser.query(administrator);
  await superuser.end();
  const url = Object.assign(new URL(postgres.url), { username: 'administrator', password: 'administrator' });
  const input = {
    database: 'portaria',
    owner: { name: 'portaria_owner', password: 'owner' },
    application: { name: 'portaria_login', password: 'login' },
  };
  // The second time changes nothing, as an upgrade does it.
  await ensureDatabase(url.href, input);
  const { ownerUrl, appUrl } = await ensureDatabase(url.href, input);
  // Before the migrations: a backup is restored here, and it brings no rights on the database itself.
  const restored = new pg.Client(appUrl);
  await restored.connect();
  await expect(restored.query('CREATE TEMPORARY TABLE account (id integer)')).rejects.toThrow(
    'permission denied',
  );
  await restored.end();
  await migrate(() => ownerUrl, migrations, { waiting: say });
  const login = new pg.Client(appUrl);
  await login.connect();
  const { rows } = await login.query('SELECT count(*)::integer AS n FROM account');
  await login.end();
  expect(rows).toEqual([{ n: 0 }]);
});
