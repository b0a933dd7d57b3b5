import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wholeManagementOn } from '../management/open-test-management.js';
import { afterFile } from '../support/cleanup.js';
import { openReplicatedDatabase } from './replicated-database.js';

test('a standby is shown, and how far it lags behind if the login may read that', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-standbys-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const { database, standby } = await openReplicatedDatabase(join(folder, 'postgres'));
  const overview = wholeManagementOn(database.manageUrl, randomBytes(32)).overview.show;
  const standbys = async () => (await overview.run()).database.standbys;
  expect(await standbys()).toEqual([
    { name: 'standby', state: null, synchronous: null, lagBytes: null, lagSeconds: null },
  ]);
  await database.sql('GRANT pg_read_all_stats TO portaria_manage_login');
  await expect
    .poll(standbys, { timeout: 20_000 })
    .toEqual([{ name: 'standby', state: 'streaming', synchronous: true, lagBytes: 0, lagSeconds: 0 }]);
  const release = await standby.freeze();
  await database.sql(
    `SET synchronous_commit = off; CREATE TABLE lag AS SELECT generate_series(1, 10000) AS n`,
  );
  const lag = async () => (await standbys())[0]?.lagBytes;
  await expect.poll(lag, { timeout: 20_000 }).toBeGreaterThan(100_000);
  release();
  await expect.poll(lag, { timeout: 20_000 }).toBe(0);
}, 180_000);
