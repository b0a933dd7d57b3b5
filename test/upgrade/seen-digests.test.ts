import { beforeAll, expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';

const quiet = { waiting: (): void => undefined };
const before = migrations.findIndex(({ name }) => name.startsWith('SeenDigests'));

let database: TestDatabase;
let management: TestUseCases;
beforeAll(async () => {
  database = await makeDatabase({ empty: true });
  await migrate(() => database.ownerUrl, migrations.slice(0, before), quiet);
  await database.sql(`
    INSERT INTO account (name, kind) VALUES ('Loja', 'merchant');
    INSERT INTO credential (account_id, client_id) VALUES (1, 'client-1'), (1, 'client-2'), (1, 'client-3');
    INSERT INTO credential_secret (credential_id, digest, retired_at)
      VALUES (1, 'same', NULL), (2, 'same', NULL), (3, 'other', NULL), (1, 'retired', now());
    INSERT INTO resource_owner (account_id, username, digest) VALUES (1, 'ana', 'password'), (1, 'rui', 'theirs');`);
  await migrate(() => database.ownerUrl, migrations, quiet);
  management = managementOn(database.appUrl, Buffer.alloc(32, 7));
});

const named = async (): Promise<string[]> =>
  ((await management.verifyAudit.run()).unexplained ?? [])
    .filter(({ what }) => what.startsWith('digest'))
    .map(({ target, what }) => `${target}: ${what}`);

test('a digest that two secrets had before the migration is named at both', async () => {
  expect(await named()).toEqual([
    'account 1: digest of secret 1 of credential client-1',
    'account 1: digest of secret 2 of credential client-2',
  ]);
});

test('a digest from before the migration that is written over another one is named, also one of a retired secret', async () => {
  await database.sql(`UPDATE credential_secret SET digest = 'retired' WHERE id = 3`);
  await database.sql(`UPDATE resource_owner SET digest = 'password' WHERE username = 'rui'`);
  expect(await named()).toEqual([
    'account 1: digest of secret 1 of credential client-1',
    'account 1: digest of secret 2 of credential client-2',
    'account 1: digest of secret 3 of credential client-3',
    'account 1: digest of secret 4 of credential client-1',
    'realm-user ana: digest of the password',
    'realm-user rui: digest of the password',
  ]);
});
