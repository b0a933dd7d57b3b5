import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { openTestManagement } from './open-test-management.js';

const { database, management } = await openTestManagement();

/** Every row of every table, as text. */
const everything = async (): Promise<string> => {
  const tables = await database.sql<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace`,
  );
  const dumps = await Promise.all(
    tables.map(({ name }) => database.sql(`SELECT t::text AS row FROM ${name} t`)),
  );
  return JSON.stringify(dumps);
};

test('no secret, made or chosen, lies anywhere in the database in clear', async () => {
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  const chosen = 'gopher unlit crayon sprout badge wafer';
  const { credential, secret } = await management.createCredential.run({ account });
  const { secret: rotated } = await management.rotateSecret.run({ clientId: credential.clientId });
  await management.createCredential.run({ account, secret: new Secret(chosen) });
  const dump = await everything();
  expect(dump).toContain(credential.clientId);
  for (const made of [secret, rotated]) {
    const value = made?.reveal((text) => text) ?? '';
    expect(value).toMatch(/^ptr_/);
    expect(dump).not.toContain(value);
    expect(dump).not.toContain(value.slice(4));
  }
  expect(dump).not.toContain(chosen);
  expect(dump).not.toContain(Buffer.from(chosen).toString('hex'));
});
