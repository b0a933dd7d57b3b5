import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { makeDatabase } from '../support/database.js';

const quiet = { waiting: (): void => undefined };
const names = migrations.map(({ name }) => name);

test('an empty database gets every migration, in order', async () => {
  const database = await makeDatabase({ empty: true });
  expect(await migrate(() => database.ownerUrl, migrations, quiet)).toEqual(names);
});

test('migrating again changes nothing', async () => {
  const database = await makeDatabase({ empty: true });
  await migrate(() => database.ownerUrl, migrations, quiet);
  expect(await migrate(() => database.ownerUrl, migrations, quiet)).toEqual([]);
});

test('of several that start at once, one migrates and the others wait for it', async () => {
  const database = await makeDatabase({ empty: true });
  let waited = 0;
  const progress = {
    waiting: (): void => {
      waited += 1;
    },
  };
  const results = await Promise.all(
    [1, 2, 3, 4].map(() => migrate(() => database.ownerUrl, migrations, progress)),
  );
  expect(results.flat()).toEqual(names);
  expect(waited).toBe(3);
});
