import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import { refusalOf, tester, testTerms } from '../management/open-test-management.js';
import { type TestUseCases, useCasesOf } from '../management/use-cases.js';
import { afterFile } from '../support/cleanup.js';
import { startProcess } from '../support/processes.js';
import { kidOf, openDeployment, pause } from './deployment.js';

const base64 = (key: Buffer): string => key.toString('base64');

const managementWith = (url: string, masterKey: Buffer, others: readonly Buffer[]): TestUseCases => {
  const management = openManagement({
    database: { url: () => url, timeoutMs: 5000 },
    secrets: {
      pepper: () => randomBytes(32),
      previousPeppers: () => [],
      masterKey: () => masterKey,
      previousMasterKeys: () => others,
    },
    certificates: () => testTerms,
    keyActivationDelaySeconds: () => 3600,
  });
  afterFile(() => management.close());
  return useCasesOf(management, tester);
};

test('the master key changes, step by step as its page has it, and every process gives tokens all the time', async () => {
  const { app, masterKey: old, ask } = await openDeployment();
  const fresh = randomBytes(32);
  const configured = (master: Buffer, others: readonly Buffer[]) => ({
    ...app.environment,
    PORTARIA_MASTER_KEY: base64(master),
    PORTARIA_PREVIOUS_MASTER_KEYS: others.map(base64).join(','),
  });
  // 1. Every process knows the new one.
  const first = await startProcess(configured(old, [fresh]));
  expect(kidOf(await ask(first))).toMatch(/^hs-/);
  // 2. It is put in charge, one process after the other: what either seals, both open.
  const second = await startProcess(configured(fresh, [old]));
  const management = managementWith(app.database.appUrl, fresh, [old]);
  const next = await management.rotateKey.run();
  const both = async () => (await Promise.all([ask(first), ask(second)])).map(kidOf);
  expect(new Set(await both()).size).toBe(1);
  // 3. Everything is sealed under it: the first key of each algorithm, and the next HS256 one that is already.
  expect(await management.resealKeys.run()).toEqual({ sealed: 5, resealed: 4 });
  expect(await management.resealKeys.run()).toEqual({ sealed: 5, resealed: 0 });
  await pause(2500);
  expect(new Set(await both()).size).toBe(1);
  expect(`${first.output()}${second.output()}`).not.toMatch(/\w+ing [^"]+ failed"/);
  // 4. The old one is forgotten.
  const third = await startProcess(configured(fresh, []));
  expect(kidOf(await ask(third))).toBe((await both())[0]);
  // The signing keys of the ring are still the same keys: no token ended.
  expect((await management.listKeys.run()).map(({ kid }) => kid)).toContain(next.kid);
}, 90_000);

test('a process that knows only a master key that seals nothing any more does not start, and names both settings', async () => {
  const { app } = await openDeployment();
  const fresh = base64(randomBytes(32));
  const tooOld = await startProcess({ ...app.environment, PORTARIA_MASTER_KEY: fresh });
  expect(await tooOld.exited).toBe(1);
  expect(tooOld.output()).toMatch(/is not sealed with PORTARIA_MASTER_KEY\. .*PORTARIA_PREVIOUS_MASTER_KEYS/);
});

test('without the old master key nothing is sealed anew, and the refusal names both settings', async () => {
  const { app } = await openDeployment();
  const before = await app.database.sql('SELECT sealed FROM signing_key');
  const refusal = await refusalOf(managementWith(app.database.appUrl, randomBytes(32), []).resealKeys.run());
  expect(refusal).toMatchObject({ code: 'refused', field: 'master key' });
  expect(refusal.message).toMatch(/PORTARIA_MASTER_KEY.*PORTARIA_PREVIOUS_MASTER_KEYS/);
  expect(await app.database.sql('SELECT sealed FROM signing_key')).toEqual(before);
});

test('every column that holds something sealed is sealed anew: a new table is not forgotten', async () => {
  const { app } = await openDeployment();
  const columns = await app.database.sql<{ table_name: string }>(
    `SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE column_name = 'sealed' AND table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const { sealedTables } = await import('../../src/storage/repositories/sealed-tables.js');
  expect(columns.map(({ table_name }) => table_name).sort()).toEqual(Object.keys(sealedTables).sort());
});

test("the authority's key opens under the new master key alone, once all was sealed anew", async () => {
  const { app, masterKey: old } = await openDeployment();
  const fresh = randomBytes(32);
  await managementWith(app.database.appUrl, old, []).createAuthority.run({});
  const alone = managementWith(app.database.appUrl, fresh, []);
  expect(await refusalOf(alone.signCrl.run({}))).toMatchObject({ code: 'unavailable' });
  await managementWith(app.database.appUrl, fresh, [old]).resealKeys.run();
  await alone.signCrl.run({});
});
