import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';

const connected = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client(url);
  await client.connect();
  afterFile(() => client.end());
  return client;
};

test('a migration beside a long pg_dump holds up nothing else, says who has the table, and succeeds', async () => {
  const database = await makeDatabase({ empty: true });
  const before = migrations.findIndex(({ name }) => name.startsWith('AccountStamp'));
  const url = (): string => database.ownerUrl;
  await migrate(url, migrations.slice(0, before), { waiting: () => undefined });
  const [dump, other] = [await connected(database.ownerUrl), await connected(database.ownerUrl)];
  await dump.query('BEGIN; SELECT count(*) FROM account');
  const blocked: string[] = [];
  const migrating = migrate(url, migrations, {
    waiting: () => undefined,
    blocked: (by) => blocked.push(...by),
  });
  let longestMs = 0;
  while (blocked.length < 2) {
    const began = performance.now();
    await other.query('SELECT count(*) FROM account');
    longestMs = Math.max(longestMs, performance.now() - began);
    await pause(50);
  }
  await dump.query('COMMIT');
  expect(await migrating).toEqual(migrations.slice(before).map(({ name }) => name));
  expect(blocked[0]).toMatch(/^pid \d+, \S+ \(no name\), for \d+ s$/);
  // A try waits for a second; without a limit it would be as long as the dump.
  expect(longestMs).toBeLessThan(2500);
});
