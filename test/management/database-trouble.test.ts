import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { loadManagementDatabaseConfig, loadMigrationConfig } from '../../src/config/config.js';
import { restampAccounts } from '../../src/storage/maintenance/restamp-accounts.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { ReadingPool } from '../../src/storage/transaction/reading-pool.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';
import { managementOn, openTestManagement, refusalOf } from './open-test-management.js';

const { database, pepper } = await openTestManagement();

const changed = (change: (url: URL) => void): string => {
  const url = new URL(database.appUrl);
  change(url);
  return url.href;
};

const closedPort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
};

test.each([
  [
    'a port where nothing listens',
    async () => {
      const port = await closedPort();
      return changed((url) => (url.port = port));
    },
    /nothing listens at 127\.0\.0\.1:\d+/,
  ],
  ['a wrong password', () => changed((url) => (url.password = 'wrong-password')), /refused the login/],
  [
    'a database that is not there',
    () => changed((url) => (url.pathname = '/nowhere')),
    /"nowhere" does not exist/,
  ],
  [
    'a host that is not there',
    () => changed((url) => (url.hostname = 'no-such-host.invalid')),
    /host of the database is unknown/,
  ],
  ['an empty database', async () => (await makeDatabase({ empty: true })).appUrl, /portaria migrate/],
])('with %s it says so in one sentence, without the password', async (_, urlOf, words) => {
  const management = managementOn(await urlOf(), pepper);
  const refusal = await refusalOf(management.listAccounts.run());
  expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringMatching(words) });
  expect(refusal.message).not.toMatch(/wrong-password|\n/);
});

test('after a failure the next action connects anew', async () => {
  const management = managementOn(database.appUrl, pepper);
  await management.listAccounts.run();
  await database.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portaria management' AND datname = current_database()`,
  );
  await management.listAccounts.run().catch(() => undefined);
  expect(await management.listAccounts.run()).toEqual([]);
});

test('after the database was read-only for a while, the next change uses no session of that time', async () => {
  const { username, pathname } = new URL(database.appUrl);
  const alter = (what: string) =>
    database.sql(`ALTER ROLE "${username}" IN DATABASE "${pathname.slice(1)}" ${what}`);
  const management = managementOn(database.appUrl, pepper);
  await alter('SET default_transaction_read_only = on');
  const refusal = await refusalOf(management.createAccount.run({ name: 'Loja' }));
  expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/read-only/) });
  await alter('RESET default_transaction_read_only');
  const { id } = await management.createAccount.run({ name: 'Loja' });
  expect((await management.suspendAccount.run(id)).status).toBe('suspended');
});

test('when every connection is in use it says so after a moment, and not that the database is away', async () => {
  const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 500 });
  afterFile(() => connection.close());
  const hold = () =>
    connection.transaction('READ COMMITTED', (manager) => manager.query('SELECT pg_sleep(2)'));
  const held = Promise.all([hold(), hold(), hold(), hold()]);
  const refusal = await refusalOf(hold());
  expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/are in use/) });
  await held;
});

test('an error of the login that manages names the setting that it was read from', async () => {
  const wrong = [
    [changed((url) => (url.password = 'wrong')), 'Check the user and password in MANAGE_DATABASE_URL'],
    [changed((url) => (url.pathname = '/nowhere')), 'Check the name in MANAGE_DATABASE_URL'],
    [changed((url) => (url.port = '1')), 'Check MANAGE_DATABASE_URL, and that PostgreSQL runs'],
    [changed((url) => (url.hostname = 'no-such-host.invalid')), 'Check MANAGE_DATABASE_URL'],
  ] as const;
  for (const [url, words] of wrong) {
    const config = loadManagementDatabaseConfig({ DATABASE_URL: database.appUrl, MANAGE_DATABASE_URL: url });
    for (const pool of [new ManagementPool(config), new ReadingPool(config, 'portaria test')]) {
      afterFile(() => pool.close());
      const refusal = await refusalOf(pool.transaction('READ COMMITTED', () => Promise.resolve()));
      expect(refusal.message).toContain(words);
      expect(refusal.message).not.toMatch(/(?<![A-Z_])DATABASE_URL/);
    }
  }
});

test('an error of the owner’s login names the setting that it was read from', async () => {
  const absent = changed((url) => (url.port = '1'));
  for (const [setting, settings] of [
    ['MIGRATION_DATABASE_URL', { DATABASE_URL: database.appUrl, MIGRATION_DATABASE_URL: absent }],
    ['DATABASE_URL', { DATABASE_URL: absent }],
  ] as const) {
    const refusal = await refusalOf(restampAccounts(loadMigrationConfig(settings), () => undefined));
    expect(refusal.message).toContain(`Check ${setting}, and that PostgreSQL runs`);
  }
});
