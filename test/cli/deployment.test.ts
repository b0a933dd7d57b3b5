import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';
import { type Ended, openPortaria, runProcess } from './portaria.js';

const { run, runWords } = await openPortaria();
const superuser = new URL(inject('cluster').adminUrl);

/** Names that no other test file uses, in the cluster that all of them share. Removed after the file. */
const newSettings = (): {
  database: string;
  login: string;
  ownerUrl: string;
  settings: Record<string, string>;
} => {
  const id = randomBytes(4).toString('hex');
  const [database, owner, login] = [`prepared_${id}`, `owner_${id}`, `login-${id}`];
  afterFile(() =>
    onServer(superuser.href, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${owner}, "${login}", "manager-${id}"`);
    }),
  );
  // What has to be escaped, in the URL and in SQL.
  const ownerUrl = urlOf(database, owner, "o'wner/1");
  const settings = { MIGRATION_DATABASE_URL: ownerUrl, DATABASE_URL: urlOf(database, login, 'login1') };
  return { database, login, ownerUrl, settings };
};

const urlOf = (database: string, user: string, password: string): string => {
  const url = new URL(superuser);
  url.username = user;
  url.password = encodeURIComponent(password);
  url.pathname = `/${database}`;
  return url.href;
};

const onServer = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const prepare = (settings: Record<string, string>, ...words: string[]): Promise<Ended> =>
  runWords(['database', 'prepare', '--password-file', '-', ...words], {
    settings,
    stdin: `${decodeURIComponent(superuser.password)}\n`,
  });

test('database prepare needs either a password or a socket', async () => {
  for (const words of [[], ['--password-file', '-', '--socket', '/var/run/postgresql']])
    expect(await runWords(['database', 'prepare', ...words])).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('name either --password-file or --socket'),
    });
});

test('a socket needs a user of the system who has the name of the superuser', async () => {
  const ended = await runWords(
    ['database', 'prepare', '--superuser', 'no-such-user', '--socket', '/nowhere'],
    { settings: newSettings().settings },
  );
  expect(ended).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('run it as root, on a machine with the user no-such-user'),
  });
});

test('database prepare makes a database that can be migrated by its owner and used by the application', async () => {
  const { database, login, ownerUrl, settings } = newSettings();
  const prepared = await prepare(settings);
  expect(prepared).toMatchObject({ exitCode: 0, out: '' });
  expect(prepared.err).toMatch(
    new RegExp(`^The database ${database} is ready\\. Owner: owner_\\w+\\. Logins: ${login}\\.\n`),
  );
  expect(await run('migrate', { settings })).toMatchObject({ exitCode: 0 });
  const accounts = await onServer(settings['DATABASE_URL'] ?? '', (client) =>
    client.query('SELECT FROM account'),
  );
  expect(accounts.rows).toEqual([]);
  const may = await onServer(ownerUrl, (client) =>
    client.query(
      `SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, pg_has_role(oid, 'portaria_app', 'member') AS app
       FROM pg_roles WHERE rolname IN (current_user, $1) ORDER BY rolname`,
      [login],
    ),
  );
  const nothing = { rolsuper: false, rolcreaterole: false, rolcreatedb: false };
  expect(may.rows).toEqual([
    { ...nothing, rolname: login, app: true },
    { ...nothing, rolname: new URL(ownerUrl).username, app: false },
  ]);
});

test('the login belongs to the role of the database that PORTARIA_ROLE needs, and to no other', async () => {
  const { login, settings } = newSettings();
  const rolesOf = () =>
    onServer(
      inject('cluster').adminUrl,
      async (client) =>
        (
          await client.query<{ role: string }>(
            `SELECT m.roleid::regrole::text AS role FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
             WHERE r.rolname = $1`,
            [login],
          )
        ).rows,
    );
  for (const [role, group] of [
    ['', 'portaria_app'],
    ['issue', 'portaria_issue'],
    ['manage', 'portaria_manage'],
    ['all', 'portaria_app'],
  ] as const) {
    expect(await prepare({ ...settings, PORTARIA_ROLE: role })).toMatchObject({ exitCode: 0 });
    expect(await rolesOf()).toEqual([{ role: group }]);
  }
  const wrong = await prepare({ ...settings, PORTARIA_ROLE: 'issuer' });
  expect(wrong).toMatchObject({ exitCode: expect.any(Number) });
  expect(wrong.exitCode).not.toBe(0);
  expect(wrong.err).toContain('PORTARIA_ROLE: must be "all" or "issue" or "manage"');
});

test('with MANAGE_DATABASE_URL there are two logins, of which one issues and the other manages', async () => {
  const { database, login, settings } = newSettings();
  const managing = login.replace('login', 'manager');
  const divided = { ...settings, MANAGE_DATABASE_URL: urlOf(database, managing, 'manager1') };
  const prepared = await prepare(divided);
  expect(prepared).toMatchObject({ exitCode: 0 });
  expect(prepared.err).toContain(`Logins: ${login} and ${managing}.`);
  const roles = await onServer(inject('cluster').adminUrl, (client) =>
    client.query(
      `SELECT r.rolname AS login, m.roleid::regrole::text AS role, r.rolconfig IS NOT NULL AS limited
       FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname IN ($1, $2) ORDER BY 1`,
      [login, managing],
    ),
  );
  expect(roles.rows).toEqual([
    { login, role: 'portaria_issue', limited: true },
    { login: managing, role: 'portaria_manage', limited: true },
  ]);
  expect(await run('migrate', { settings: divided })).toMatchObject({ exitCode: 0 });
});

test.each([
  [
    'issue',
    'manager',
    'is only for PORTARIA_ROLE=all. With PORTARIA_ROLE=issue, set the login in DATABASE_URL',
  ],
  ['all', 'login', 'has the same user as DATABASE_URL. Use different logins for issuing and for management'],
  ['all', 'owner', 'has the same user as MIGRATION_DATABASE_URL. The application must not own the schema'],
])('with PORTARIA_ROLE=%s, a second login that is %s is refused', async (role, who, problem) => {
  const { database, login, ownerUrl, settings } = newSettings();
  const user = who === 'login' ? login : who === 'owner' ? new URL(ownerUrl).username : 'manager';
  const asked = { ...settings, PORTARIA_ROLE: role, MANAGE_DATABASE_URL: urlOf(database, user, 'x') };
  expect(await prepare(asked)).toMatchObject({
    exitCode: 2,
    err: `portaria: MANAGE_DATABASE_URL: ${problem}\n`,
  });
});

test('again it keeps what is there, and sets the passwords that the URLs have now', async () => {
  const { database, login, ownerUrl, settings } = newSettings();
  await prepare(settings);
  await onServer(ownerUrl, (client) => client.query('CREATE TABLE kept (); INSERT INTO kept DEFAULT VALUES'));
  const renewed = { ...settings, DATABASE_URL: urlOf(database, login, 'login2') };
  expect((await prepare(renewed, '--json')).json()).toEqual({
    database,
    owner: new URL(ownerUrl).username,
    application: login,
  });
  const ask = (url: string | undefined): Promise<{ me: string }[]> =>
    onServer(
      url ?? '',
      async (client) => (await client.query<{ me: string }>('SELECT current_user AS me')).rows,
    );
  expect(await ask(renewed.DATABASE_URL)).toEqual([{ me: login }]);
  await expect(ask(settings['DATABASE_URL'])).rejects.toThrow('password authentication failed');
  const existing = await onServer(ownerUrl, (client) => client.query('SELECT FROM kept'));
  expect(existing.rowCount).toBe(1);
});

test('an application that would own the schema is refused, and nothing is made', async () => {
  const { database, ownerUrl, settings } = newSettings();
  for (const same of [{ ...settings, DATABASE_URL: ownerUrl }, { DATABASE_URL: ownerUrl }]) {
    expect(await prepare(same)).toMatchObject({
      exitCode: 2,
      err: 'portaria: MIGRATION_DATABASE_URL: has the same user as DATABASE_URL. The application must not own the schema\n',
    });
  }
  const made = await onServer(superuser.href, (client) =>
    client.query('SELECT datname FROM pg_database WHERE datname = $1', [database]),
  );
  expect(made.rows).toEqual([]);
});

test('a URL without a password or a database is refused in one sentence: a login without one could not log in', async () => {
  const { database, login, settings } = newSettings();
  expect(await prepare({ ...settings, DATABASE_URL: urlOf(database, login, '') })).toMatchObject({
    exitCode: 2,
    err: 'portaria: DATABASE_URL: must contain a user and a password\n',
  });
  expect(await prepare({ ...settings, MIGRATION_DATABASE_URL: urlOf('', 'owner', 'x') })).toMatchObject({
    exitCode: 2,
    err: 'portaria: MIGRATION_DATABASE_URL: must end with the name of the database\n',
  });
});

test("a wrong superuser's password, or a port without a listener, is one line without any password, and 1", async () => {
  const { settings } = newSettings();
  const words = ['database', 'prepare', '--password-file', '-'];
  const wrong = await runWords(words, { settings, stdin: 'hunter2hunter2' });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.err).toBe(
    'portaria: the database could not be prepared as postgres: password authentication failed for user "postgres". ' +
      'A PostgreSQL volume keeps the password that it was created with. Restore the secrets from that time, or delete the volume and its data\n',
  );
  const elsewhere = {
    DATABASE_URL: 'postgresql://login:hunter2hunter2@localhost:1/portaria',
    MIGRATION_DATABASE_URL: 'postgresql://owner:hunter2hunter2@localhost:1/portaria',
  };
  const silent = await runWords(words, { settings: elsewhere, stdin: 'hunter2hunter2' });
  expect(silent.exitCode).toBe(1);
  expect(silent.err).toMatch(
    /^portaria: the database could not be prepared as postgres: connect ECONNREFUSED [^\n]+\n$/,
  );
  expect(silent.err).not.toContain('hunter2');
});

test('database prepare and demo take the file that PORTARIA_ENV_FILE names', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'portaria-deployment-'));
  afterFile(() => rm(cwd, { recursive: true, force: true }));
  const { database, settings } = newSettings();
  const env = { PORTARIA_ENV_FILE: join(cwd, 'settings.env') };
  const write = (values: Record<string, string>): Promise<void> =>
    writeFile(
      env.PORTARIA_ENV_FILE,
      Object.entries(values)
        .map(([name, value]) => `${name}="${value}"\n`)
        .join(''),
    );
  await write(settings);
  await writeFile(join(cwd, 'password'), decodeURIComponent(superuser.password));
  const prepared = await runProcess(['database', 'prepare', '--password-file', 'password', '--json'], {
    env,
    cwd,
  });
  expect(prepared.json()).toMatchObject({ database });

  const { appUrl } = await makeDatabase();
  await write({
    DATABASE_URL: appUrl,
    PORTARIA_PEPPER: Buffer.alloc(32, 7).toString('base64'),
    PORTARIA_TLS_PORT: '7443',
  });
  expect(await runProcess(['init'], { cwd })).toMatchObject({ exitCode: 0 });
  expect(await runProcess(['demo'], { env, cwd })).toMatchObject({ exitCode: 0 });
  const demo = parseEnv(await readFile(join(cwd, '.deployment/demo/demo.env'), 'utf8'));
  expect(demo).toMatchObject({
    PORTARIA_URL: 'https://localhost:7443',
    PORTARIA_CLIENT_CERT: '.deployment/demo/merchant.pem',
    PORTARIA_CLIENT_ID: expect.stringMatching(/^account-/),
  });
  await write({ DATABASE_URL: appUrl, PORTARIA_TLS_PROT: '1' });
  expect(await runProcess(['demo'], { env, cwd })).toMatchObject({ exitCode: 78 });
});
