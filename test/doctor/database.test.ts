import { randomBytes } from 'node:crypto';
import { readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCa, type DevelopmentCa } from '../../src/cli/deployment/pki.js';
import { calledFunctions } from '../../src/doctor/called-functions.js';
import { openWorkshop } from '../support/openssl.js';
import { startDoctorStack } from './support.js';

/** What `portaria doctor` finds in the database of a deployment that is broken in one way. */
const stack = await startDoctorStack();
const { database } = stack.app;
const workshop = await openWorkshop();

const dayMs = 86_400_000;
const caOfDays = (days: number): Promise<DevelopmentCa> =>
  createCa({
    commonName: `CA ${String(days)}`,
    notBefore: new Date(Date.now() - 365 * dayMs),
    notAfter: new Date(Date.now() + days * dayMs),
  });

test('a database that is stopped: what needs it is skipped, and the password is not shown', async () => {
  const { check, exitCode, out } = await stack.examine({
    DATABASE_URL: 'postgresql://portaria_login:hunter2hunter2@127.0.0.1:1/portaria',
  });
  expect(exitCode).toBe(2);
  expect(check('database')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(/^The database cannot be used: .*ECONNREFUSED/),
  });
  expect(check('schema')).toMatchObject({ result: 'skipped' });
  expect(out).not.toContain('hunter2');
});

test('a schema that lacks a migration', async () => {
  const [row] = await database.sql<{ name: string; whole: string }>(
    'SELECT name, m::text AS whole FROM schema_migration m ORDER BY name DESC LIMIT 1',
  );
  const { name = '', whole: rowText = '' } = row ?? {};
  await database.sql(`DELETE FROM schema_migration WHERE name = '${name}'`);
  const { check } = await stack.examine();
  await database.sql('INSERT INTO schema_migration SELECT ($1::schema_migration).*', [rowText]);
  expect(check('schema')).toMatchObject({
    result: 'problem',
    message: `The database lacks 1 migration(s), first ${name}. Run: portaria migrate.`,
  });
});

test('a login that has lost a limit', async () => {
  const { username, pathname } = new URL(database.appUrl);
  const change = (words: string) =>
    database.sql(`ALTER ROLE ${username} IN DATABASE ${pathname.slice(1)} ${words}`);
  await change('RESET lock_timeout');
  const { check, exitCode } = await stack.examine();
  await change("SET lock_timeout = '10s'");
  expect(check('database')).toMatchObject({
    result: 'warning',
    message: `The database login ${username} has no limit for lock_timeout.`,
    fix: expect.stringContaining('portaria database prepare'),
  });
  expect(exitCode).toBe(1);
});

test('a login that may not call a function which every token needs', async () => {
  const of = 'ON FUNCTION record_tokens';
  await database.sql(`REVOKE EXECUTE ${of} FROM portaria_app`);
  const { check, exitCode } = await stack.examine();
  await database.sql(`GRANT EXECUTE ${of} TO portaria_app`);
  expect(check('database')).toMatchObject({
    result: 'problem',
    message: `The database login ${new URL(database.appUrl).username} may not call record_tokens.`,
    fix: expect.stringContaining('portaria database prepare'),
  });
  expect(exitCode).toBe(2);
});

test.each(['issue', 'manage'] as const)(
  'doctor knows each function that the role %s may call',
  async (role) => {
    const file = join(import.meta.dirname, '../storage/grants', `${role}.txt`);
    const lines = (await readFile(file, 'utf8')).split('\n');
    const names = lines.flatMap((line) => /^(\w+), \d+ parameters: call$/.exec(line)?.[1] ?? []);
    expect(calledFunctions[role]).toEqual([...new Set(names)].sort());
  },
);

test.each([
  [5000, 'warning'],
  [-60_000, 'problem'],
])('a clock that is %d ms ahead of the database', async (aheadMs, result) => {
  const { check } = await stack.examine({}, { aheadMs });
  expect(check('clock')).toMatchObject({
    result,
    message: expect.stringMatching(
      aheadMs > 0
        ? /^The clock of this machine is [45]\.\d s ahead of/
        : /^The clock of this machine is (59|60)\.\d s behind/,
    ),
  });
});

test('a master key and a pepper of another deployment', async () => {
  await stack.merchant();
  const other = (): string => randomBytes(32).toString('base64');
  const { check } = await stack.examine({ PORTARIA_MASTER_KEY: other(), PORTARIA_PEPPER: other() });
  expect(check('signing-keys')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('is not sealed with PORTARIA_MASTER_KEY'),
  });
  expect(check('peppers')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('no secret can be checked with it'),
  });
});

test('settings with which the application does not start', async () => {
  const { check, exitCode } = await stack.examine({
    PORTARIA_ISSUER: 'auth.example.com',
    PORTARIA_PORTT: '1',
  });
  expect(exitCode).toBe(2);
  expect(check('settings')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('PORTARIA_PORTT'),
  });
  expect(check('settings').message).toContain('PORTARIA_ISSUER: must be a URL');
});

test('route tables with which the application does not start, and a folder that is missing', async () => {
  const file = await workshop.put('demo.routes.json', '{"api":1}');
  const broken = await stack.examine({ PORTARIA_ROUTES_DIR: workshop.folder });
  await rm(join(workshop.folder, file));
  expect(broken.check('settings')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(/^No process starts\. .*demo\.routes\.json: api: /),
    fix: expect.stringContaining('portaria routes import'),
  });
  const missing = join(workshop.folder, 'nowhere');
  const { check } = await stack.examine({ PORTARIA_ROUTES_DIR: missing });
  expect(check('settings')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining(missing),
  });
});

test('a retention that differs from the one in the database, and days without a partition', async () => {
  const differs = await stack.examine({ PORTARIA_REFUSAL_RETENTION_DAYS: '29' });
  expect(differs.check('partitions')).toMatchObject({
    result: 'warning',
    message: 'PORTARIA_REFUSAL_RETENTION_DAYS is 29, but the database has 30.',
  });
  const later = await database.sql<{ name: string }>(`
    SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'refusal'::regclass AND c.relname > 'refusal_' || to_char(now() + interval '3 days', 'YYYYMMDD')`);
  for (const { name } of later) await database.sql(`DROP TABLE ${name}`);
  const { check } = await stack.examine();
  expect(check('partitions')).toMatchObject({
    result: 'warning',
    message: expect.stringMatching(/^The records have partitions for [34] days only, instead of 14\.$/),
  });
});

test('certificates that end soon', async () => {
  // Each other one of these tests lasts a day.
  const order = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3 * 86_400_000) };
  await stack.merchant({}, order);
  const { check } = await stack.examine();
  expect(check('expiring')).toMatchObject({
    result: 'warning',
    message: expect.stringMatching(/^Within 7 days or already, 2 certificates of merchants end/),
    page: 'docs/how-to/operator/expiring-certificates.md',
  });
});

test('CAs that end: a client CA of the file, one of the database, and the CA of this deployment', async () => {
  const { certPem: inFile } = await caOfDays(40.5);
  const { certPem: ended } = await caOfDays(-3);
  const file = await workshop.put('clients.pem', inFile);
  const bundle = join(workshop.folder, file);
  const soon = await stack.examine({ PORTARIA_CLIENT_CA_BUNDLE: bundle });
  expect(soon.check('certificate-authorities')).toMatchObject({
    result: 'warning',
    message: expect.stringMatching(/^The client CA CN=CA 40.5 expires on \S+, in 40 days\.$/),
    fix: expect.stringContaining('portaria client-ca remove'),
  });
  await database.sql(
    `INSERT INTO client_authority (fingerprint, pem, subject, issuer, key_type, not_before, not_after)
     VALUES (sha256('a'), $1, 'CN=CA -3', 'CN=CA -3', 'P-256', now() - interval '1 year', now() - interval '3 days')`,
    [ended],
  );
  const past = await stack.examine({ PORTARIA_CLIENT_CA_BUNDLE: bundle });
  expect(past.exitCode).toBe(2);
  expect(past.check('certificate-authorities')).toMatchObject({
    result: 'problem',
    message: expect.stringMatching(
      /^The client CA CN=CA -3 expired on \S+: NGINX refuses every certificate that it signed\.$/,
    ),
  });
  await database.sql(`UPDATE client_authority SET removed_at = now() WHERE subject = 'CN=CA -3'`);
  await database.sql(
    `INSERT INTO certificate_authority (fingerprint, subject, pem, chain, key_type, not_before, not_after, sealed)
     VALUES (sha256('b'), 'CN=CA 60.5', $1, '', 'P-256', now() - interval '1 year', now() + interval '60 days', 'x')`,
    [(await caOfDays(60.5)).certPem],
  );
  const own = await stack.examine();
  await database.sql(`UPDATE certificate_authority SET retired_at = now()`);
  expect(own.check('certificate-authorities')).toMatchObject({
    result: 'warning',
    message: expect.stringMatching(/^The CA of this deployment CN=CA 60.5 expires on \S+, in 60 days\.$/),
  });
  const unreadable = await workshop.put('unreadable.pem', inFile.slice(0, 200));
  const { check } = await stack.examine({ PORTARIA_CLIENT_CA_BUNDLE: join(workshop.folder, unreadable) });
  expect(check('certificate-authorities').message).toContain('is not a list of certificates in PEM');
});

test('an application that is stopped, and a signing key that is missing', async () => {
  await stack.app.server.close();
  await database.sql(`DELETE FROM signing_key WHERE algorithm = 'RS256'`);
  const { check, exitCode } = await stack.examine();
  expect(exitCode).toBe(2);
  expect(check('application')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('ECONNREFUSED'),
  });
  expect(check('signing-keys')).toMatchObject({
    result: 'problem',
    message: 'There is no active signing key for RS256 of the use merchant.',
  });
  expect(check('listeners')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining('answers 503: NGINX does not reach the application'),
  });
});

test('a backup that is too old, one that never succeeded, and a setting that names none', async () => {
  const file = String(stack.settings['PORTARIA_BACKUP_MARKER']);
  const ofHoursAgo = async (hours: number, settings = {}) => {
    const time = new Date(Date.now() - hours * 3_600_000 - 60_000);
    await utimes(file, time, time);
    return (await stack.examine(settings)).check('backup');
  };
  const page = 'docs/how-to/operator/recover-to-a-point-in-time.md';
  expect(await ofHoursAgo(26)).toMatchObject({
    result: 'warning',
    message: 'The last backup was 26 hours ago.',
    page,
  });
  expect(await ofHoursAgo(25)).toMatchObject({ result: 'ok', message: 'The last backup was 25 hours ago.' });
  expect(await ofHoursAgo(25, { PORTARIA_BACKUP_MAX_AGE_HOURS: '24' })).toMatchObject({ result: 'warning' });
  const missing = await stack.examine({ PORTARIA_BACKUP_MARKER: '/nowhere/at-all' });
  expect(missing.check('backup')).toMatchObject({
    result: 'warning',
    message: 'There is no /nowhere/at-all, which a successful backup touches.',
  });
  const unset = await stack.examine({ PORTARIA_BACKUP_MARKER: '' });
  expect(unset.check('backup')).toMatchObject({ result: 'skipped' });
});
