import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDatabase, type TestDatabase } from '../support/database.js';

/**
 * What each login of the application may do, tried on every table, column and function of the schema and compared with the
 * lists in `grants/`. A new table or function is in no list until you decide: read the difference, then `vitest -u`.
 */
let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});

const permissionDenied = '42501';
/** What cannot be done to a view, whatever the login may do. */
const impossible = ['42809', '55000'];
const logins = { all: 'appUrl', issue: 'issueUrl', manage: 'manageUrl' } as const;
const clients = new Map<string, pg.Client>();
afterAll(() => Promise.all([...clients.values()].map((client) => client.end())));

const clientOf = async (login: keyof typeof logins): Promise<pg.Client> => {
  const known = clients.get(login);
  if (known) return known;
  const client = new pg.Client(database[logins[login]]);
  await client.connect();
  clients.set(login, client);
  return client;
};

/** Whether a statement is permitted: any other error, such as a missing value, comes after the permission. */
const may = async (
  client: pg.Client,
  statement: string,
  denied = /permission denied|must be owner/,
): Promise<boolean> => {
  await client.query('BEGIN');
  try {
    await client.query(statement);
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    if (impossible.includes(error.code ?? '')) return false;
    return error.code !== permissionDenied || !denied.test(error.message);
  } finally {
    await client.query('ROLLBACK');
  }
};

interface Column {
  readonly table: string;
  readonly column: string;
  readonly generated: boolean;
}

/** Every table and view with its columns; of the day partitions one stands for all. */
const columns = (): Promise<Column[]> =>
  database.sql<Column & pg.QueryResultRow>(`
    SELECT c.relname AS "table", a.attname AS "column", a.attidentity = 'a' AS generated
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND (NOT c.relispartition OR c.relname LIKE '%' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYYMMDD'))
    ORDER BY c.relname COLLATE "C", a.attnum`);

const nameOf = (table: string): string => table.replace(/_\d{8}$/, '_<day>');

/** `all`, or the columns by name, or nothing. */
const partOf = (permitted: readonly string[], all: readonly Column[]): string | null =>
  permitted.length === 0 ? null : permitted.length === all.length ? 'all' : permitted.join(' ');

const rightsOnTable = async (client: pg.Client, table: string, own: readonly Column[]): Promise<string[]> => {
  const permitted = async (statementOf: (column: string) => string, of = own): Promise<string | null> => {
    const found: string[] = [];
    for (const { column } of of) if (await may(client, statementOf(column))) found.push(column);
    return partOf(found, of);
  };
  const written = own.filter(({ generated }) => !generated);
  const rights = {
    select: await permitted((column) => `SELECT "${column}" FROM "${table}" LIMIT 0`),
    insert: await permitted(
      (column) => `INSERT INTO "${table}" ("${column}") SELECT NULL WHERE false`,
      written,
    ),
    update: await permitted((column) => `UPDATE "${table}" SET "${column}" = DEFAULT WHERE false`, own),
    delete: (await may(client, `DELETE FROM "${table}" WHERE false`)) ? 'rows' : null,
    truncate: (await may(client, `TRUNCATE "${table}" CASCADE`)) ? 'it' : null,
    drop: (await may(client, `DROP TABLE IF EXISTS "${table}" CASCADE`)) ? 'it' : null,
    alter: (await may(client, `ALTER TABLE "${table}" ADD COLUMN planted text`)) ? 'it' : null,
  };
  return Object.entries(rights).flatMap(([right, part]) =>
    part ? [`${nameOf(table)}: ${right} ${part}`] : [],
  );
};

const functions = (): Promise<{ name: string; call: string; parameters: number }[]> =>
  database.sql(`
    SELECT p.proname AS name, p.pronargs AS parameters,
           p.oid::regprocedure::text AS call
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
    ORDER BY p.proname COLLATE "C", p.pronargs, call`);

/** With NULL for each argument, typed so that the very overload is called. */
const rightsOnFunctions = async (client: pg.Client): Promise<string[]> => {
  const permitted: string[] = [];
  for (const { name, call, parameters } of await functions()) {
    const types = await database.sql<{ type: string }>(
      `SELECT format_type(t, NULL) AS type FROM pg_proc p, unnest(p.proargtypes) WITH ORDINALITY AS u (t, at)
       WHERE p.oid = $1::regprocedure ORDER BY at`,
      [call],
    );
    const nulls = types.map(({ type }) => `NULL::${type}`).join(', ');
    if (
      await may(
        client,
        `SELECT * FROM ${name}(${nulls})`,
        new RegExp(`permission denied for function ${name}$`),
      )
    )
      permitted.push(`${name}, ${String(parameters)} parameters: call`);
  }
  return permitted;
};

test.each(['all', 'issue', 'manage'] as const)(
  'the login of a process with PORTARIA_ROLE=%s may do what its list says, and nothing else',
  { timeout: 120_000 },
  async (login) => {
    const client = await clientOf(login);
    const byTable = new Map<string, Column[]>();
    for (const column of await columns())
      byTable.set(column.table, [...(byTable.get(column.table) ?? []), column]);
    const rights: string[] = [];
    for (const [table, own] of byTable) rights.push(...(await rightsOnTable(client, table, own)));
    rights.push(...(await rightsOnFunctions(client)));
    for (const statement of [
      'CREATE TABLE public.planted ()',
      'CREATE SCHEMA planted',
      'CREATE ROLE planted',
    ])
      if (await may(client, statement)) rights.push(`database: ${statement}`);
    await expect(`${rights.join('\n')}\n`).toMatchFileSnapshot(`grants/${login}.txt`);
  },
);

/** Each would make a client, an operator or an event that no operator made, or take a record away. */
const planted = {
  'an operator': `INSERT INTO account (name, kind) VALUES ('Planted', 'operator')`,
  'a merchant as an operator': `UPDATE account SET kind = 'operator', scopes = '{admin:write}'`,
  'a credential': `INSERT INTO credential (account_id, client_id) SELECT id, 'planted' FROM account`,
  'a contract': `INSERT INTO credential_contract VALUES (1, 'pix', 'none')`,
  'a secret': `INSERT INTO credential_secret (credential_id, digest) VALUES (1, 'planted')`,
  'the digest of a secret': `UPDATE credential_secret SET digest = 'planted'`,
  'a retired secret': 'UPDATE credential_secret SET retired_at = NULL',
  'a link': 'INSERT INTO account_certificate (account_id, certificate_id) VALUES (1, 1)',
  'a link that was taken away': 'UPDATE account_certificate SET unlinked_at = NULL',
  'a certificate that was revoked': 'UPDATE certificate SET revoked_at = NULL',
  'a signing key': `INSERT INTO signing_key (kid, algorithm, use, sealed, state) VALUES ('k', 'HS256', 'sig', '', 'next')`,
  'a client CA': 'UPDATE client_authority SET removed_at = NULL',
  'a user': `UPDATE resource_owner SET digest = 'planted'`,
  'an end of a revocation': 'DELETE FROM revocation',
  'an end of a revocation, by its time': `UPDATE revocation SET effective_at = '-infinity'`,
  'an event': `SELECT append_audit('person', 'planted', NULL, NULL, 'x', '{}', 'done', NULL, NULL, NULL, NULL, NULL)`,
  'a record': `INSERT INTO token_issuance (jti) VALUES (gen_random_uuid())`,
  'the deletion of records': 'DELETE FROM token_issuance',
  'the deletion of refusals': 'DELETE FROM refusal',
  'a shorter retention': 'UPDATE retention SET days = 1',
  'the end of a partition': 'SELECT maintain_partitions(1, 1, 1)',
} as const;

test.each(Object.entries(planted))('an issuing process cannot plant %s', async (_what, statement) => {
  expect(await may(await clientOf('issue'), statement)).toBe(false);
});

test('the record of a login cannot bring back one that was ended', async () => {
  for (const login of ['issue', 'all'] as const) {
    const client = await clientOf(login);
    await database.sql(`
      INSERT INTO account (name, kind) VALUES ('Loja', 'merchant');
      INSERT INTO resource_owner (account_id, username, digest) SELECT max(id), 'ana-${login}', 'd' FROM account;
      INSERT INTO signing_key (kid, algorithm, use, sealed, state) VALUES ('key-${login}', 'HS256', '${login}', '', 'active');`);
    const [user] = await database.sql(
      `SELECT u.id, u.account_id AS account, a.version, (extract(epoch FROM u.password_set_at) * 1000000)::bigint::text AS set_at
       FROM resource_owner u JOIN account a ON a.id = u.account_id WHERE u.username = $1`,
      [`ana-${login}`],
    );
    const record = (family: string): Promise<unknown> =>
      client.query(
        `SELECT record_user_issuance(gen_random_uuid(), now(), 60, $1, $2, $3, $4, NULL, '', NULL, 'r', $5, $6, NULL, 1000, 10, 100)`,
        [user?.['account'], user?.['version'], user?.['id'], user?.['set_at'], `key-${login}`, family],
      );
    await expect(record('019c2161-0000-7000-8000-0000000000fe')).rejects.toThrow('a login begins now');
    const now = Date.now().toString(16).padStart(12, '0');
    await expect(record(`${now.slice(0, 8)}-${now.slice(8)}-7000-8000-000000000001`)).resolves.toMatchObject({
      rows: [{ record_user_issuance: true }],
    });
  }
});

test('an issuing process reads no digest but by the name of its client, and no sealed key but those that sign', async () => {
  const client = await clientOf('issue');
  for (const table of ['credential_secret', 'resource_owner'])
    expect(await may(client, `SELECT digest FROM ${table}`)).toBe(false);
  for (const table of ['certificate_authority', 'signing_key', 'signing_key_ring'])
    expect(await may(client, `SELECT sealed FROM ${table}`)).toBe(false);
  await database.sql(`
    INSERT INTO signing_key (kid, algorithm, use, sealed, state, dropped_at) VALUES ('dropped', 'HS256', 'sig', 's', 'retired', now())`);
  const { rows } = await client.query<{ kid: string }>('SELECT kid FROM live_signing_keys()');
  expect(rows.map(({ kid }) => kid)).not.toContain('dropped');
});
