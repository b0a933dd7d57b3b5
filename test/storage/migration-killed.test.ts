import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { commandLine } from '../support/programs.js';

const names = migrations.map(({ name }) => name);

const startMigrate = ({ ownerUrl, appUrl }: TestDatabase): ChildProcess => {
  const child = spawn(process.execPath, [commandLine, 'migrate'], {
    env: { ...process.env, MIGRATION_DATABASE_URL: ownerUrl, DATABASE_URL: appUrl },
    stdio: 'ignore',
  });
  afterFile(() => void child.kill('SIGKILL'));
  return child;
};

const kill = async (child: ChildProcess): Promise<void> => {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
};

const finish = async (database: TestDatabase): Promise<void> => {
  expect(await once(startMigrate(database), 'exit')).toEqual([0, null]);
};

const appliedIn = async ({ sql }: TestDatabase): Promise<string[]> => {
  const [found] = await sql<{ there: boolean }>(
    `SELECT to_regclass('schema_migration') IS NOT NULL AS there`,
  );
  if (!found?.there) return [];
  return (await sql<{ name: string }>('SELECT name FROM schema_migration ORDER BY id')).map(
    ({ name }) => name,
  );
};

/** Everything that migrations make, in words; partitions are named after the day. */
const schemaOf = async ({ sql }: TestDatabase): Promise<unknown> =>
  sql(`
    SELECT format('%s.%s %s %s', table_name, column_name, data_type, column_default) AS made FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name !~ '_[0-9]{8}$'
    UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid FROM pg_index JOIN pg_class c ON c.oid = indrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname !~ '_[0-9]{8}$'
    UNION ALL SELECT pg_get_functiondef(oid) || coalesce(proacl::text, '') FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text !~ '_[0-9]{8}$'
    UNION ALL SELECT relname || relacl::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname !~ '_[0-9]{8}' ORDER BY 1`);

const whole = await makeDatabase();

test('portaria migrate that is killed again and again goes on where it was, until all is done once', async () => {
  const database = await makeDatabase({ empty: true });
  const seen: number[] = [0];
  // Each try is killed as soon as it has applied something, wherever it then is.
  while (seen.length < 6 && (seen.at(-1) ?? 0) < names.length) {
    const child = startMigrate(database);
    const before = seen.at(-1) ?? 0;
    await expect
      .poll(async () => (await appliedIn(database)).length, { timeout: 60_000, interval: 5 })
      .toBeGreaterThan(before);
    await kill(child);
    seen.push((await appliedIn(database)).length);
  }
  expect(seen.length).toBeGreaterThan(2);
  await finish(database);
  expect(await appliedIn(database)).toEqual(names);
  expect(await schemaOf(database)).toEqual(await schemaOf(whole));
});

test('portaria migrate that is killed in the middle of a migration leaves nothing of it, and the next one does it whole', async () => {
  const database = await makeDatabase({ empty: true });
  const before = names.findIndex((name) => name.startsWith('AccountStamp'));
  await migrate(() => database.ownerUrl, migrations.slice(0, before), { waiting: () => undefined });
  const schema = await schemaOf(database);
  const reader = new pg.Client(database.ownerUrl);
  await reader.connect();
  afterFile(() => reader.end());
  await reader.query('BEGIN; SELECT count(*) FROM account');
  const child = startMigrate(database);
  const sessions = async (waiting = '%') =>
    (
      await database.sql(
        `SELECT FROM pg_stat_activity WHERE application_name = 'portaria migrate' AND datname = current_database()
         AND coalesce(wait_event_type, '') LIKE $1`,
        [waiting],
      )
    ).length;
  await expect.poll(() => sessions('Lock'), { timeout: 60_000, interval: 5 }).toBe(1);
  await kill(child);
  await reader.query('COMMIT');
  await expect.poll(sessions, { timeout: 30_000 }).toBe(0);
  expect(await appliedIn(database)).toEqual(names.slice(0, before));
  expect(await schemaOf(database)).toEqual(schema);
  await finish(database);
  expect(await appliedIn(database)).toEqual(names);
  expect(await schemaOf(database)).toEqual(await schemaOf(whole));
});
