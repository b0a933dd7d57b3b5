import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { countPartitions, type PartitionCount } from '../../src/storage/count-partitions.js';
import { migrate, type MigrationProgress } from '../../src/storage/maintenance/migrator.js';
import { ask } from '../support/ask.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { day, detachHalfway } from '../support/partitions.js';
import { startApp } from '../support/test-app.js';

const migrated = async (database: TestDatabase, progress: Partial<MigrationProgress>): Promise<void> => {
  const keep = { issuanceRetentionDays: 7, refusalRetentionDays: 30 };
  await migrate(() => database.ownerUrl, migrations, { waiting: () => undefined, ...progress }, keep);
};

const readingToday = async (database: TestDatabase): Promise<pg.Client> => {
  const reader = new pg.Client({ connectionString: database.adminUrl, application_name: 'a report' });
  await reader.connect();
  await reader.query('BEGIN');
  await reader.query(`SELECT count(*) FROM token_issuance_${day(0)}`);
  return reader;
};

test.each(['token_issuance', 'refusal'] as const)(
  'a detach of a partition of %s that was interrupted is finished, and the partition attached again',
  async (parent) => {
    const database = await makeDatabase();
    const name = await detachHalfway(database, parent);
    const [counted] = await database.sql<PartitionCount>(countPartitions);
    expect(counted).toMatchObject({ days: 0, none_today: parent === 'token_issuance' });
    const made: string[] = [];
    await migrated(database, { partitionsMade: (partitions) => void made.push(...partitions) });
    expect(made).toEqual([name]);
    const [row] = await database.sql(
      'SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = $1::regclass',
      [name],
    );
    expect(row).toEqual({ inhdetachpending: false });
  },
);

test('while a session reads a partition whose detach is pending, portaria migrate names the session', async () => {
  const database = await makeDatabase();
  await detachHalfway(database, 'token_issuance');
  const reader = await readingToday(database);
  const blocked: string[] = [];
  const migrating = migrated(database, { blocked: (by) => void blocked.push(...by) });
  await expect.poll(() => blocked.join(), { timeout: 20_000 }).toMatch(/^pid \d+, \w+ \(a report\)/);
  await reader.end();
  await migrating;
  expect(await database.sql('SELECT FROM pg_inherits WHERE inhdetachpending')).toHaveLength(0);
});

test('a process is not ready while the detach of the partition of today is pending, and finishes it', async () => {
  const database = await makeDatabase();
  const app = await startApp({ database });
  await detachHalfway(database, 'token_issuance');
  const reader = await readingToday(database);
  const answer = await ask(app, { method: 'GET', path: '/healthz/ready' });
  expect(answer.json()['checks']).toMatchObject({ partition: 'token_issuance has no partition for today' });
  await reader.end();
  const status = async () => (await ask(app, { method: 'GET', path: '/healthz/ready' })).status;
  await expect.poll(status, { timeout: 20_000, interval: 500 }).toBe(200);
});
