import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { observeHours } from '../support/clock-agreement.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { day } from '../support/partitions.js';
import { startApp } from '../support/test-app.js';

const partitionsOf = (database: Awaited<ReturnType<typeof makeDatabase>>, table: string) =>
  database
    .sql(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
      [table],
    )
    .then((rows) => rows.map((row) => String(row['name'])));

test('the application makes the partitions of the next 14 days', async () => {
  const database = await makeDatabase();
  await database.sql(`DROP TABLE token_issuance_${day(14)}`);
  await startApp({ database });
  expect(await partitionsOf(database, 'token_issuance')).toContain(`token_issuance_${day(14)}`);
});

test('the application drops the days that are older than their retention, and no others', async () => {
  const database = await makeDatabase();
  await observeHours(database);
  for (const offset of [-5, -4]) {
    for (const table of ['token_issuance', 'refusal']) {
      await database.sql(`SELECT make_day_partition($1, (now() AT TIME ZONE 'UTC')::date + $2::integer)`, [
        table,
        offset,
      ]);
    }
  }
  await database.sql(`UPDATE retention SET days = CASE parent WHEN 'refusal' THEN 3 ELSE 4 END`);
  await startApp({
    database,
    environment: { PORTARIA_ISSUANCE_RETENTION_DAYS: '4', PORTARIA_REFUSAL_RETENTION_DAYS: '3' },
  });
  expect(await partitionsOf(database, 'token_issuance')).toContain(`token_issuance_${day(-4)}`);
  expect(await partitionsOf(database, 'token_issuance')).not.toContain(`token_issuance_${day(-5)}`);
  expect(await partitionsOf(database, 'refusal')).not.toContain(`refusal_${day(-4)}`);
});

test('a caller cannot shorten the retention that the owner wrote, only lengthen it', async () => {
  const database = await makeDatabase();
  await observeHours(database);
  for (const offset of [-5, -401]) {
    await database.sql(
      `SELECT make_day_partition('token_issuance', (now() AT TIME ZONE 'UTC')::date + $1::integer)`,
      [offset],
    );
  }
  const client = new pg.Client(database.appUrl);
  await client.connect();
  await client.query('SELECT * FROM maintain_partitions(14, 500, 1)');
  expect(await partitionsOf(database, 'token_issuance')).toContain(`token_issuance_${day(-401)}`);
  await client.query('SELECT * FROM maintain_partitions(14, 1, 1)');
  expect(await partitionsOf(database, 'token_issuance')).toContain(`token_issuance_${day(-5)}`);
  expect(await partitionsOf(database, 'token_issuance')).not.toContain(`token_issuance_${day(-401)}`);
  await expect(client.query('UPDATE retention SET days = 1')).rejects.toThrow('permission denied');
  await database.sql('DELETE FROM retention');
  await client.query('SELECT * FROM maintain_partitions(14, 1, 1)');
  expect(await partitionsOf(database, 'token_issuance')).toContain(`token_issuance_${day(-5)}`);
  await client.end();
});

const olderThan400 = async (database: TestDatabase): Promise<readonly string[]> =>
  (await partitionsOf(database, 'token_issuance')).filter((name) => name < `token_issuance_${day(-400)}`);

const withOldPartitions = async (offsets: readonly number[]): Promise<TestDatabase> => {
  const database = await makeDatabase();
  for (const offset of offsets)
    await database.sql(
      `SELECT make_day_partition('token_issuance', (now() AT TIME ZONE 'UTC')::date + $1::integer)`,
      [offset],
    );
  await database.sql(`UPDATE retention SET days = 400`);
  return database;
};

/** As a process does it, whose clock is right. */
const maintained = (database: TestDatabase, processMs = Date.now()): Promise<readonly string[]> =>
  database
    .sql<{ action: string }>(
      `SELECT action FROM drop_old_partitions(400, 400, to_timestamp($1::float8 / 1000))`,
      [processMs],
    )
    .then((rows) => rows.map(({ action }) => action));

test('a clock that stepped ahead makes no partition old: by the noted hours, by the process, by the newest record', async () => {
  const database = await withOldPartitions([-401, -402]);
  expect(await maintained(database)).toEqual(['kept', 'kept']);
  await observeHours(database, '40 days');
  expect(await maintained(database)).toEqual(['kept', 'kept']);
  await observeHours(database);
  expect(await maintained(database, Date.now() - 40 * 86_400_000)).toEqual(['kept', 'kept']);
  await database.sql(`
    SELECT make_day_partition('token_issuance', (now() AT TIME ZONE 'UTC')::date - 40);
    INSERT INTO account (name, kind) VALUES ('Loja', 'merchant');
    INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, contract, scopes, request_id)
      SELECT gen_random_uuid(), now() - interval '40 days', now() - interval '39 days', id, 'pix', '', 'r' FROM account`);
  expect(await maintained(database)).toEqual(['kept', 'kept']);
  expect(await olderThan400(database)).toHaveLength(2);
  await database.sql(`
    INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, contract, scopes, request_id)
      SELECT gen_random_uuid(), now(), now() + interval '1 hour', id, 'pix', '', 'r' FROM account`);
  expect(await maintained(database)).toEqual(['dropped', 'dropped']);
  expect(await olderThan400(database)).toEqual([]);
});

test('a run drops three partitions at most, the oldest first', async () => {
  const database = await withOldPartitions([-405, -404, -403, -402, -401]);
  await observeHours(database);
  expect(await maintained(database)).toEqual(['dropped', 'dropped', 'dropped']);
  expect(await olderThan400(database)).toEqual([-402, -401].map((offset) => `token_issuance_${day(offset)}`));
});

test('a run that creates a partition drops none, also of the previous release', async () => {
  const database = await withOldPartitions([-402, -401]);
  await observeHours(database);
  await database.sql(`DROP TABLE refusal_${day(14)}`);
  const previous = () =>
    database.sql<{ action: string }>('SELECT action FROM maintain_partitions(14, 400, 400)');
  expect(await previous()).toEqual([{ action: 'made' }]);
  expect(await olderThan400(database)).toHaveLength(2);
  expect(await previous()).toEqual([{ action: 'dropped' }, { action: 'dropped' }]);
  await database.sql(`DROP TABLE refusal_${day(14)}`);
  await database.sql(`SELECT make_day_partition('token_issuance', (now() AT TIME ZONE 'UTC')::date - 401)`);
  const app = await startApp({ database });
  expect(app.log()).toContain('"action":"created"');
  expect(app.log()).not.toContain('"action":"dropped"');
  expect(await olderThan400(database)).toHaveLength(1);
});

test('a process says that a drop is postponed, and drops nothing when a partition is missing', async () => {
  const database = await withOldPartitions([-401]);
  const app = await startApp({ database });
  expect(app.log()).toContain(
    `"action":"drop postponed","partition":"token_issuance_${day(-401)}","msg":"partition drop postponed"`,
  );
  expect(await olderThan400(database)).toHaveLength(1);
});

test('portaria migrate writes the retention, and a process with another one says so', async () => {
  const database = await makeDatabase();
  const keep = { issuanceRetentionDays: 7, refusalRetentionDays: 30 };
  await migrate(() => database.ownerUrl, migrations, { waiting: () => undefined }, keep);
  const app = await startApp({ database, environment: { PORTARIA_ISSUANCE_RETENTION_DAYS: '9' } });
  expect(app.log()).toMatch(
    /"setting":"PORTARIA_ISSUANCE_RETENTION_DAYS","days":9,"written":7,"msg":"a retention setting/,
  );
  expect(app.log()).not.toContain('"setting":"PORTARIA_REFUSAL_RETENTION_DAYS"');
});

test('portaria migrate creates the partitions that are missing, and says which transaction keeps it from that', async () => {
  const database = await makeDatabase();
  const missing = [`token_issuance_${day(0)}`, `token_issuance_${day(14)}`];
  await database.sql(`DROP TABLE ${missing.join(', ')}`);
  const reader = new pg.Client({ connectionString: database.ownerUrl, application_name: 'a report' });
  await reader.connect();
  await reader.query('BEGIN');
  await reader.query('LOCK TABLE token_issuance IN SHARE MODE');
  const made: string[] = [];
  const blocked: string[] = [];
  const keep = { issuanceRetentionDays: 7, refusalRetentionDays: 30 };
  const migrating = migrate(
    () => database.ownerUrl,
    migrations,
    {
      waiting: () => undefined,
      blocked: (by) => void blocked.push(...by),
      partitionsMade: (partitions) => void made.push(...partitions),
    },
    keep,
  );
  await expect.poll(() => blocked.join(), { timeout: 20_000 }).toContain('a report');
  await reader.end();
  await migrating;
  expect(made).toEqual(missing);
  expect(await partitionsOf(database, 'token_issuance')).toEqual(expect.arrayContaining(missing));
});

const migrated = async (database: TestDatabase): Promise<readonly string[]> => {
  const made: string[] = [];
  const progress = {
    waiting: () => undefined,
    partitionsMade: (partitions: readonly string[]) => void made.push(...partitions),
  };
  const keep = { issuanceRetentionDays: 7, refusalRetentionDays: 30 };
  await migrate(() => database.ownerUrl, migrations, progress, keep);
  return made;
};

test('portaria migrate attaches a partition that was detached, with its records', async () => {
  const database = await makeDatabase();
  await database.sql(`
    INSERT INTO account (name, kind) VALUES ('Loja', 'merchant');
    INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, contract, scopes, request_id)
      SELECT gen_random_uuid(), now(), now() + interval '1 hour', id, 'pix', '', 'r' FROM account;
    ALTER TABLE token_issuance DETACH PARTITION token_issuance_${day(0)}`);
  expect(await migrated(database)).toEqual([`token_issuance_${day(0)}`]);
  expect(await partitionsOf(database, 'token_issuance')).toContain(`token_issuance_${day(0)}`);
  expect(await database.sql('SELECT 1 FROM token_issuance')).toHaveLength(1);
});

test('portaria migrate fails with the name of a table that cannot be attached, and creates the others', async () => {
  const database = await makeDatabase();
  await database.sql(`
    ALTER TABLE token_issuance DETACH PARTITION token_issuance_${day(0)};
    ALTER TABLE token_issuance_${day(0)} DROP COLUMN scopes;
    DROP TABLE refusal_${day(14)}`);
  await expect(migrated(database)).rejects.toThrow(new RegExp(`token_issuance_${day(0)} is missing.*scopes`));
  expect(await partitionsOf(database, 'refusal')).toContain(`refusal_${day(14)}`);
  const app = await startApp({ database });
  expect(app.log()).toMatch(
    new RegExp(`"action":"not attached","partition":"token_issuance_${day(0)}","msg":"a table has the name`),
  );
});

test('several processes that start at once keep the partitions together', async () => {
  const database = await makeDatabase();
  await database.sql(`DROP TABLE refusal_${day(13)}, refusal_${day(14)}`);
  await Promise.all([1, 2, 3].map(() => startApp({ database, environment: sameKeys })));
  expect(await partitionsOf(database, 'refusal')).toEqual(
    expect.arrayContaining([`refusal_${day(13)}`, `refusal_${day(14)}`]),
  );
});

const sameKeys = { PORTARIA_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') };

test('fewer partitions than wanted are an alarm in the log', async () => {
  const database = await makeDatabase();
  await database.sql(`CREATE OR REPLACE FUNCTION create_partitions_ahead()
    RETURNS TABLE (action text, partition text) LANGUAGE sql AS $$ SELECT NULL::text, NULL::text WHERE false $$`);
  await database.sql(`DROP TABLE refusal_${day(14)}, refusal_${day(13)}, refusal_${day(12)}`);
  const app = await startApp({ database });
  expect(app.log()).toMatch(/"daysAhead":12,"wanted":14,"msg":"fewer partitions exist ahead than required/);
});

test.each([
  'DROP TABLE refusal',
  'DELETE FROM token_issuance',
  'UPDATE token_issuance SET account_id = 1',
  'CREATE TABLE mine (id int)',
  `SELECT make_day_partition('refusal', '2020-01-01')`,
  'DELETE FROM revocation',
])("the application's login may not: %s", async (statement) => {
  const database = await makeDatabase();
  const client = new pg.Client(database.appUrl);
  await client.connect();
  await expect(client.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  await client.end();
});

test('a temporary view in the place of a catalog is not read as the owner', async () => {
  const database = await makeDatabase();
  await database.sql(
    `DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$`,
  );
  const client = new pg.Client(database.appUrl);
  await client.connect();
  await client.query(`CREATE FUNCTION pg_temp.evil() RETURNS oid LANGUAGE plpgsql AS
    $f$ BEGIN EXECUTE 'GRANT ALL ON token_issuance TO portaria_login'; RETURN 0; END $f$`);
  await client.query(
    `CREATE TEMP VIEW pg_inherits AS SELECT pg_temp.evil() AS inhrelid, 'public.refusal'::regclass::oid AS inhparent`,
  );
  await client.query('GRANT SELECT ON pg_temp.pg_inherits TO PUBLIC');
  await client.query('SELECT * FROM maintain_partitions(14, 36500, 36500)');
  await expect(client.query('DELETE FROM token_issuance')).rejects.toThrow('permission denied');
  await client.end();
});

test("the application's login may make no temporary tables", async () => {
  // Privileges on a database are not cloned with it, so this one is migrated.
  const database = await makeDatabase({ empty: true });
  await migrate(() => database.ownerUrl, migrations, { waiting: () => undefined });
  const client = new pg.Client(database.appUrl);
  await client.connect();
  await expect(client.query('CREATE TEMP TABLE mine (id int)')).rejects.toThrow('permission denied');
  await client.end();
});
