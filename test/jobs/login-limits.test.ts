import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

const password = 'login';
const secrets = {
  PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
  PORTARIA_PEPPER: randomBytes(32).toString('base64'),
};

/** A login of its own: the one of all tests must not lose its limits, or get some, meanwhile. */
const makeLogin = async (database: TestDatabase): Promise<{ login: string; url: string }> => {
  const login = `login_${randomBytes(4).toString('hex')}`;
  await database.sql(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' IN ROLE portaria_app`);
  afterFile(() => database.sql(`DROP ROLE ${login}`));
  const url = new URL(database.appUrl);
  url.username = login;
  return { login, url: url.href };
};

/** The warnings about limits of a process that starts with this login. */
const warningsAtStart = async (database: TestDatabase, url: string): Promise<unknown[]> => {
  const app = await startApp({ database, environment: { ...secrets, DATABASE_URL: url } });
  await app.server.close();
  return app
    .log()
    .split('\n')
    .filter((line) => line.includes('lacks limits'))
    .map((line) => JSON.parse(line) as unknown);
};

test('a process says at its start which limits its login lacks, and what sets them', async () => {
  const database = await makeDatabase();
  const { login, url } = await makeLogin(database);
  const missing = ['idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout'];
  expect(await warningsAtStart(database, url)).toMatchObject([
    { level: 'warn', login, missing, msg: expect.stringContaining('run portaria database prepare') },
  ]);

  await database.sql(`ALTER ROLE ${login} SET lock_timeout = '10s'`);
  expect(await warningsAtStart(database, url)).toMatchObject([
    { login, missing: ['idle_in_transaction_session_timeout', 'statement_timeout'] },
  ]);

  await ensureDatabase(database.adminUrl, {
    database: new URL(database.adminUrl).pathname.slice(1),
    owner: { name: 'portaria_owner', password: 'owner' },
    application: { name: login, password },
  });
  expect(await warningsAtStart(database, url)).toEqual([]);
});
