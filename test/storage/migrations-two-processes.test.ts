import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { makeDatabase } from '../support/database.js';
import { commandLine } from '../support/programs.js';

const run = promisify(execFile);

test('two processes that migrate at once both succeed, and each migration ran once', async () => {
  const database = await makeDatabase({ empty: true });
  const environment = {
    ...process.env,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    DATABASE_URL: database.appUrl,
  };
  await Promise.all([1, 2].map(() => run(process.execPath, [commandLine, 'migrate'], { env: environment })));
  const rows = await database.sql('SELECT name FROM schema_migration ORDER BY id');
  expect(rows.map((row) => row['name'])).toEqual(migrations.map(({ name }) => name));
});
