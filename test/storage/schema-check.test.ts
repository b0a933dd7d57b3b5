import { expect, test } from 'vitest';
import { makeDatabase } from '../support/database.js';
import { startProcess } from '../support/processes.js';
import { startApp } from '../support/test-app.js';

test('the application refuses to start on a schema that lacks a migration, and says what to run', async () => {
  const database = await makeDatabase({ empty: true });
  await expect(startApp({ database })).rejects.toThrow(/lacks \d+ migration\(s\).*Run: portaria migrate/);
});

test('the application refuses to start on a schema with a newer breaking migration', async () => {
  const database = await makeDatabase();
  await database.sql(
    `INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'BreakingRename9999999999999')`,
  );
  await expect(startApp({ database })).rejects.toThrow(/newer release \(BreakingRename9999999999999\)/);
});

test('the application starts on a schema with a newer migration that is not breaking', async () => {
  const database = await makeDatabase();
  await database.sql(
    `INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'Addition9999999999999')`,
  );
  await expect(startApp({ database })).resolves.toBeDefined();
});

test('the process says it in one clear line, and its exit status is 1', async () => {
  const app = await startApp();
  const empty = await makeDatabase({ empty: true });
  const application = await startProcess({ ...app.environment, DATABASE_URL: empty.appUrl });
  expect(await application.exited).toBe(1);
  expect(application.output()).toMatch(
    /^The database lacks \d+ migration\(s\), first \w+\. Run: portaria migrate\n$/,
  );
});
