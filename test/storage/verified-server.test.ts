import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { loadDatabaseConfig } from '../../src/config/config.js';
import { Database } from '../../src/storage/database.js';
import { openDurableDatabase } from '../faults/stack.js';
import { type Answer, askToken, tokenIn } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import type { TestDatabase } from '../support/database.js';
import { openWorkshop } from '../support/openssl.js';
import { startApp } from '../support/test-app.js';

/** A PostgreSQL that accepts the application over TLS alone, with a certificate for `localhost`. */
let database: TestDatabase;
let folder: string;

const login = 'portaria_login';

const acceptTlsAlone = async (dataFolder: string): Promise<void> => {
  const { uid, gid } = await stat(dataFolder);
  for (const name of ['server.pem', 'server.key']) {
    const file = join(dataFolder, name);
    await writeFile(file, await readFile(join(folder, name)), { mode: 0o600 });
    await chown(file, uid, gid);
  }
  const rules = join(dataFolder, 'pg_hba.conf');
  const before = await readFile(rules, 'utf8');
  await writeFile(rules, `hostnossl all ${login} all reject\n${before}`);
  await database.sql(`ALTER SYSTEM SET ssl_cert_file = '${join(dataFolder, 'server.pem')}'`);
  await database.sql(`ALTER SYSTEM SET ssl_key_file = '${join(dataFolder, 'server.key')}'`);
  await database.sql('ALTER SYSTEM SET ssl = on');
  await database.sql('SELECT pg_reload_conf()');
  await vi.waitFor(async () => {
    expect(await database.sql('SHOW ssl')).toEqual([{ ssl: 'on' }]);
  });
};

beforeAll(async () => {
  const home = await mkdtemp(join(tmpdir(), 'portaria-verified-'));
  afterFile(() => rm(home, { recursive: true, force: true }));
  ({ database } = await openDurableDatabase(join(home, 'postgres')));
  const workshop = await openWorkshop();
  ({ folder } = workshop);
  for (const ca of ['ca', 'other'])
    await workshop.openssl(
      `req -x509 -newkey rsa:2048 -nodes -keyout ${ca}.key -out ${ca}.pem -days 9 -subj /CN=${ca}`,
    );
  await workshop.openssl(
    'req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost',
  );
  await workshop.put('san', 'subjectAltName=DNS:localhost\n');
  await workshop.openssl(
    'x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 9 -extfile san -out server.pem',
  );
  const [row] = await database.sql<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
  await acceptTlsAlone(row?.folder ?? '');
}, 120_000);

const urlWith = (host: string, query: string): string => {
  const url = new URL(database.appUrl);
  url.hostname = host;
  url.search = query;
  return url.href;
};
const verified = (ca = 'ca', more = ''): string =>
  `sslmode=verify-full&sslrootcert=${join(folder, `${ca}.pem`)}${more}`;

const ask = async (url: string): Promise<unknown> => {
  const one = new Database(loadDatabaseConfig({ DATABASE_URL: url }));
  try {
    return await one.query({ name: 'tls', text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' });
  } finally {
    await one.close();
  }
};

test('tokens are issued and recorded, and every session of the application is encrypted', async () => {
  const app = await startApp({
    database: { ...database, appUrl: urlWith('localhost', verified()) },
  });
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const issue = (): Promise<Answer> => askToken(app, account, certPem);
  await expect.poll(async () => (await issue()).status, { timeout: 10_000 }).toBe(201);
  // The second is signed from what was read for the first.
  expect(tokenIn(await issue())).toMatch(/^ey/);
  expect(await database.sql('SELECT count(*)::integer AS n FROM token_issuance')).toEqual([{ n: 2 }]);
  const sessions = await database.sql<{ name: string; ssl: boolean }>(
    `SELECT application_name AS name, ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '${login}'`,
  );
  expect(sessions.map(({ name }) => name)).toContain('portaria');
  expect(sessions.filter(({ ssl }) => !ssl)).toEqual([]);
});

test('so is a session at the primary among several hosts', async () => {
  const url = urlWith('localhost', verified('ca', '&target_session_attrs=read-write'));
  expect(await ask(url)).toEqual([{ ssl: true }]);
});

test.each([
  ['a server whose CA is another', () => urlWith('localhost', verified('other')), /certificate/],
  [
    'a server with a certificate for another name',
    () => urlWith('127.0.0.1', verified()),
    /does not match certificate|altnames/i,
  ],
  ['a session without TLS', () => urlWith('localhost', ''), /no encryption|no pg_hba|rejects/],
])('%s is refused', async (_what, url, why) => {
  await expect(ask(url())).rejects.toMatchObject({ cause: { message: expect.stringMatching(why) } });
});
