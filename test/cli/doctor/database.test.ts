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
