import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { startDoctorStack } from './support.js';

/** What `portaria doctor` finds in the database of a deployment that is broken in one way. */
const stack = await startDoctorStack();
const { database } = stack.app;

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
