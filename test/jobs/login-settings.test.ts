import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import { DeploymentError } from '../../src/core/shared/deployment-error.js';
import { unexpectedLoginSettings } from '../../src/storage/database-login-settings.js';
import { managementOn } from '../management/open-test-management.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

/**
 * Attack: with the application's database login, `ALTER ROLE` changes the defaults of that login itself, for every session
 * that the processes open from then on, also after a change of its password.
 */
const password = 'login';
const secrets = {
  PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
  PORTARIA_PEPPER: randomBytes(32).toString('base64'),
};

let database: TestDatabase;
/** A login of its own: the one of all tests must keep its defaults. */
let login: string;
let url: string;
const prepare = (): Promise<unknown> =>
  ensureDatabase(database.adminUrl, {
    database: new URL(database.adminUrl).pathname.slice(1),
    owner: { name: 'portaria_owner', password: 'owner' },
    application: { name: login, password },
  });
beforeAll(async () => {
  database = await makeDatabase();
  login = `login_${randomBytes(4).toString('hex')}`;
  afterFile(() => database.sql(`DROP ROLE ${login}`));
  const of = new URL(database.appUrl);
  of.username = login;
  url = of.href;
});
beforeEach(prepare);

/** Another session of the login, which sets a default for those that follow: in this database, so that no other test has it. */
const alter = async (set: string): Promise<void> => {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`ALTER ROLE ${login} IN DATABASE ${new URL(url).pathname.slice(1)} SET ${set}`);
  await client.end();
};
const start = () => startApp({ database, environment: { ...secrets, DATABASE_URL: url } });
const unexplained = async () =>
  (await managementOn(database.appUrl, randomBytes(32)).verifyAudit.run()).unexplained;

test('a login that portaria database prepare made has no default that is named', async () => {
  const app = await start();
  await app.server.close();
  expect(app.log()).not.toContain('the database login has a default');
  expect(await unexplained()).toEqual([]);
});

test.each([
  ['search_path', 'nowhere', null],
  ['default_transaction_isolation', 'serializable', 'read committed'],
  ['default_transaction_read_only', 'on', null],
  ['DateStyle', 'German', null],
  ['extra_float_digits', '-9', null],
  ['bytea_output', 'escape', null],
  ['transform_null_equals', 'on', null],
  ['client_min_messages', 'error', 'warning'],
  ['role', 'portaria_app', null],
])(
  'with the default %s = %s no process starts, until it is taken back, and it is named',
  async (...setting) => {
    const [name, value, expected] = setting;
    await alter(`${name} = '${value}'`);
    const starting = start();
    await expect(starting).rejects.toThrow(DeploymentError);
    await expect(starting).rejects.toThrow(
      new RegExp(
        `^DATABASE_URL: the login ${login} has the default ${name} = '${value}'.*portaria database prepare`,
      ),
    );
    expect(await unexplained()).toEqual([
      {
        target: `database login ${login}`,
        what: `default ${name}`,
        recorded: expected === null ? null : JSON.stringify(expected),
        found: JSON.stringify(value),
      },
    ]);
    await prepare();
    expect(await unexplained()).toEqual([]);
  },
);

test('a default of the login in every database is found as well', async () => {
  const client = new pg.Client(url);
  await client.connect();
  // Never committed, since the tests of other files would find it.
  await client.query('BEGIN');
  await client.query(`ALTER ROLE ${login} SET search_path = 'nowhere'`);
  const { rows } = await client.query(unexpectedLoginSettings.text, [...unexpectedLoginSettings.values]);
  await client.end();
  expect(rows).toEqual([{ login, name: 'search_path', value: 'nowhere', expected: null, own: true }]);
});

test('a default that changes no meaning is logged and named, and the process starts', async () => {
  await alter(`statement_timeout = '1h'`);
  await alter(`work_mem = '64kB'`);
  const app = await start();
  await app.server.close();
  const lines = app
    .log()
    .split('\n')
    .filter((line) => line.includes('the database login has a default'))
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toMatchObject([
    { level: 'warn', login, setting: { name: 'statement_timeout', value: '1h', expected: '30s' } },
    { level: 'warn', login, setting: { name: 'work_mem', value: '64kB', expected: null } },
  ]);
  expect(await unexplained()).toMatchObject([
    { what: 'default statement_timeout' },
    { what: 'default work_mem' },
  ]);
  await prepare();
});
