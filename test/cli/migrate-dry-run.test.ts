import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { openPortaria } from './portaria.js';

const { run, database } = await openPortaria();

test('migrate --dry-run lists what is missing, oldest first, and applies nothing', async () => {
  expect(await run('migrate --dry-run')).toMatchObject({
    ...{ exitCode: 0, out: 'missing\n', err: 'Dry run: the schema is up to date.\n' },
  });
  const [last = '', beforeLast = ''] = migrations.map(({ name }) => name).toReversed();
  await database.sql('DELETE FROM schema_migration WHERE name = ANY($1)', [[last, beforeLast]]);
  const { exitCode, out, err } = await run('migrate --dry-run');
  expect([exitCode, out]).toEqual([0, `missing\n${beforeLast}\n${last}\n`]);
  expect(err).toBe('Dry run: 2 migration(s) would be applied. Nothing was changed.\n');
  expect((await run('migrate --dry-run --json')).json()).toEqual({
    ...{ dryRun: true, missing: [beforeLast, last] },
  });
  const rows = await database.sql('SELECT name FROM schema_migration WHERE name = ANY($1)', [
    [last, beforeLast],
  ]);
  expect(rows).toEqual([]);
});
