import { expect, test } from 'vitest';
import { openPortaria } from './portaria.js';

const { run, database, pepper } = await openPortaria();
const env = {
  DATABASE_URL: database.appUrl,
  MIGRATION_DATABASE_URL: database.ownerUrl,
  PORTARIA_PEPPER: pepper.toString('base64'),
};

const stamps = async (): Promise<Map<string, string>> => {
  const rows = await database.sql<{ id: string; stamp: string }>('SELECT id, stamp FROM account');
  return new Map(rows.map(({ id, stamp }) => [id, stamp]));
};

test('every account has another stamp afterwards, more of them than one transaction takes', async () => {
  await database.sql(
    `INSERT INTO account (name, kind) SELECT 'Loja ' || n, 'merchant' FROM generate_series(1, 2003) AS n`,
  );
  const before = await stamps();
  const { exitCode, out, err } = await run('database restamp --json', { settings: env });
  expect({ exitCode, out, err }).toMatchObject({ exitCode: 0, out: '{\n  "accounts": 2003\n}\n' });
  const after = await stamps();
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  expect([...after].filter(([id, stamp]) => before.get(id) === stamp)).toEqual([]);
  expect(new Set(after.values()).size).toBe(2003);
});

test('the login of the application may not, and is told which login may', async () => {
  const before = await stamps();
  const settings = { ...env, MIGRATION_DATABASE_URL: database.appUrl };
  const { exitCode, err } = await run('database restamp', { settings });
  expect(exitCode).not.toBe(0);
  expect(err).toContain('MIGRATION_DATABASE_URL: only the owner of the schema may stamp accounts');
  expect(await stamps()).toEqual(before);
});
