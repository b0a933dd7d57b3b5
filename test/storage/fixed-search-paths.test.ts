import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';

/**
 * Attack: with the application's database login, `ALTER ROLE ... SET search_path` makes functions read something else than
 * the tables of the product.
 */
let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
  // As the migration Partitions does: a clone does not have the grants of the database that it was cloned from.
  await database.sql(
    `DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
  );
});

test('every function has a search path of its own, with the temporary schema last', async () => {
  const found = await database.sql<{ name: string; path: string | null }>(`
    SELECT p.proname AS name, (SELECT c FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=%') AS path
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace`);
  expect(found.length).toBeGreaterThan(20);
  const other = found.filter(({ path }) => path !== 'search_path=pg_catalog, public, pg_temp');
  // It names nothing of the schema, and its callers have a path: a function with a setting is not inlined.
  expect(other).toEqual([{ name: 'audit_field', path: null }]);
});

test.each(['appUrl', 'issueUrl', 'manageUrl'] as const)(
  'the login of %s can create nothing that another search path could find',
  async (url) => {
    const client = new pg.Client(database[url]);
    await client.connect();
    afterFile(() => client.end());
    for (const statement of [
      'CREATE TABLE public.account_certificate_2 ()',
      'CREATE TEMPORARY TABLE account ()',
      'CREATE TEMPORARY VIEW account AS SELECT 1',
      'CREATE SCHEMA evil',
      'CREATE FUNCTION public.now() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE FUNCTION pg_temp.now() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE OPERATOR public.= (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)',
      'CREATE EXTENSION pgcrypto',
      'CREATE DOMAIN public.text AS int',
    ])
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  },
);

test.each(['', 'pg_temp', 'nowhere, pg_temp'])(
  'under the search path "%s" a token is still recorded only as the tables say',
  async (path) => {
    const client = new pg.Client(database.appUrl);
    await client.connect();
    afterFile(() => client.end());
    await client.query(`SELECT set_config('search_path', $1, false)`, [path]);
    const { rows } = await client.query(
      `SELECT * FROM public.record_tokens('{019c2161-0000-7000-8000-000000000001}', ARRAY[now()], ARRAY[now()], '{NULL}', '{1}',
         ARRAY[gen_random_uuid()], '{1}', '{1}', '{NULL}', '{pix}', '{a}', '{NULL}', '{r}', '{k}', NULL)`,
    );
    expect(rows).toEqual([]);
    await expect(client.query('SELECT FROM public.read_signing_keys()')).resolves.toBeDefined();
  },
);
