import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeDatabase } from '../support/database.js';

const roles = ['portaria_app', 'portaria_issue', 'portaria_manage'];

const permissions = `
  SELECT what, name, acl.grantee::regrole::text AS grantee, acl.privilege_type AS privilege
  FROM (
    SELECT 'table' AS what, relname AS name, relacl AS acls FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND NOT relispartition
    UNION ALL
    SELECT 'column', attrelid::regclass || '.' || attname, attacl FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND NOT relispartition
    UNION ALL
    SELECT 'function', oid::regprocedure::text, proacl FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  ) AS things, aclexplode(acls) AS acl
  WHERE acl.grantee::regrole::text = ANY ($1)
  ORDER BY what, name, grantee, privilege`;

test('the grants of schema.sql give the roles back every permission that they lost, and no other', async () => {
  const { sql } = await makeDatabase();
  const held = () => sql(permissions, [roles]);
  const before = await held();
  for (const things of ['TABLES', 'SEQUENCES', 'FUNCTIONS'])
    await sql(`REVOKE ALL ON ALL ${things} IN SCHEMA public FROM ${roles.join(', ')}`);
  expect(before.length).toBeGreaterThan(100);
  expect(await held()).toEqual([]);

  // `grep '^GRANT' schema.sql`, as the page about the database has it.
  const grants = readFileSync('schema.sql', 'utf8').match(/^GRANT.*$/gm) ?? [];
  await sql(grants.join('\n'));
  expect(await held()).toEqual(before);
});
