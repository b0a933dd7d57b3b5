import { beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * A process may sign on what it remembers of an account as long as the stamp is the one that it read: so every change of
 * what a token depends on, also by hand, must replace the stamp.
 */
let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const stampOf = async ({ id }: Pick<TestAccount, 'id'>): Promise<string> => {
  const [row] = await app.database.sql<{ stamp: string }>('SELECT stamp FROM account WHERE id = $1', [id]);
  if (!row) throw new Error(`there is no account ${id}`);
  return row.stamp;
};

const open = async (): Promise<TestAccount> => {
  const { certPem } = await makeCertificate();
  return app.accounts.create({ certificate: certPem, pix: 'none', taxId: '00000000000191' });
};

/** Columns that decide nothing about tokens; every other one must replace the stamp. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  account: ['version', 'stamp'],
  credential: [],
  credential_contract: [],
  credential_secret: ['last_used_at'],
  account_certificate: ['last_used_at'],
};

const spare = 'SELECT max(id) FROM account';
const hasAccount = (table: string): string =>
  table === 'account'
    ? 'id = $1'
    : table.startsWith('credential_')
      ? 'credential_id IN (SELECT id FROM credential WHERE account_id = $1)'
      : 'account_id = $1';

/** By hand: another value of each column that the table's constraints allow. */
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  account: {
    name: `name || 'x'`,
    tax_id: `'11222333000181'`,
    kind: `'operator'`,
    status: `'suspended'`,
    scopes: `'{a:b}'`,
    networks: `'{10.0.0.0/8}'`,
    tax_id_on_certificate: 'NOT tax_id_on_certificate',
    created_at: `created_at - interval '1 second'`,
    resource_server: 'NOT resource_server',
  },
  credential: {
    account_id: `(${spare})`,
    client_id: `client_id || 'x'`,
    label: `label || 'x'`,
    status: `'revoked'`,
    scopes: `'{a:b}'`,
    expires_at: `now() + interval '1 day'`,
    created_at: `created_at - interval '1 second'`,
    revoked_at: 'now()',
  },
  credential_contract: {
    credential_id: `(SELECT max(id) FROM credential WHERE account_id = (${spare}))`,
    contract: `CASE contract WHEN 'pix' THEN 'realm' ELSE 'service-token' END`,
    policy: `CASE policy WHEN 'tls' THEN 'header' ELSE 'tls' END`,
  },
  credential_secret: {
    credential_id: `(SELECT max(id) FROM credential WHERE account_id = (${spare}))`,
    digest: `digest || 'x'`,
    created_at: `created_at - interval '1 second'`,
    expires_at: `now() + interval '1 day'`,
    retired_at: 'now()',
  },
  account_certificate: {
    account_id: `(${spare})`,
    certificate_id: `(SELECT max(certificate_id) FROM account_certificate WHERE account_id = (${spare}))`,
    linked_at: `linked_at - interval '1 second'`,
    unlinked_at: 'now()',
  },
};

/** Identities: PostgreSQL itself refuses to change them (GENERATED ALWAYS). */
const generated = (table: string): readonly string[] => (table === 'credential_contract' ? [] : ['id']);

test.each(Object.keys(values))(
  'every column of %s replaces the stamp, or is on the list of those that do not',
  async (table) => {
    const columns = await app.database.sql<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [table],
    );
    const known = [...Object.keys(values[table] ?? {}), ...(leftOut[table] ?? []), ...generated(table)];
    expect(columns.map(({ name }) => name).sort()).toEqual([...known].sort());
  },
);

const changes = Object.entries(values).flatMap(([table, columns]) =>
  Object.entries(columns).map(([column, value]) => ({ table, column, value })),
);

test.each(changes)(
  'another $column in $table, by hand, replaces the stamp',
  async ({ table, column, value }) => {
    const account = await open();
    const other = await open();
    // The moved permission finds no other one in its place.
    await app.database.sql('DELETE FROM credential_contract WHERE credential_id = $1', [other.credentialId]);
    const [before, beforeOther] = [await stampOf(account), await stampOf(other)];
    const where = `ctid = (SELECT ctid FROM ${table} WHERE ${hasAccount(table)} LIMIT 1)`;
    await app.database.sql(`UPDATE ${table} SET ${column} = ${value} WHERE ${where}`, [account.id]);
    expect(await stampOf(account)).not.toBe(before);
    // What moves to another account changes that one as well.
    const moves = column === 'account_id' || column === 'credential_id';
    expect((await stampOf(other)) !== beforeOther).toBe(moves);
  },
);

test.each(['credential_contract', 'credential_secret', 'account_certificate'])(
  'a row of %s that is deleted or inserted by hand replaces the stamp',
  async (table) => {
    const account = await open();
    const before = await stampOf(account);
    const [row] = await app.database.sql<{ row: object }>(
      `DELETE FROM ${table} AS r WHERE ${hasAccount(table)} RETURNING to_jsonb(r) AS row`,
      [account.id],
    );
    const afterDelete = await stampOf(account);
    expect(afterDelete).not.toBe(before);
    await app.database.sql(
      `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::${table}, $1::jsonb)`,
      [JSON.stringify(row?.row)],
    );
    expect(await stampOf(account)).not.toBe(afterDelete);
  },
);

test('the stamp stays when only a use, a version or nothing was written', async () => {
  const account = await open();
  const before = await stampOf(account);
  const byCredential = 'credential_id = $1';
  await app.database.sql('UPDATE account SET version = version + 1 WHERE id = $1', [account.id]);
  await app.database.sql('UPDATE account SET name = name WHERE id = $1', [account.id]);
  await app.database.sql(`UPDATE credential_secret SET last_used_at = now() WHERE ${byCredential}`, [
    account.credentialId,
  ]);
  await app.database.sql('UPDATE account_certificate SET last_used_at = now() WHERE account_id = $1', [
    account.id,
  ]);
  expect(await stampOf(account)).toBe(before);
});

test('a change in a session whose triggers are off by session_replication_role is noticed', async () => {
  const account = await open();
  const before = await stampOf(account);
  await app.database.sql(
    `DO $$ BEGIN SET LOCAL session_replication_role = replica;
     UPDATE credential SET status = 'revoked' WHERE id = ${account.credentialId}; END $$`,
  );
  expect(await stampOf(account)).not.toBe(before);
});

test.each(Object.keys(values))('TRUNCATE %s is refused', async (table) => {
  await expect(app.database.sql(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('use DELETE');
});

test('a stamp that was in force before cannot be written back: nothing is signed on what was remembered then', async () => {
  const account = await open();
  const before = await stampOf(account);
  await app.database.sql(`UPDATE account SET status = 'suspended' WHERE id = $1`, [account.id]);
  await app.database.sql('UPDATE account SET stamp = $2 WHERE id = $1', [account.id, before]);
  expect(await stampOf(account)).not.toBe(before);
});
