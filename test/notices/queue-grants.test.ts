import pg from 'pg';
import { expect, test } from 'vitest';
import { makeDatabase } from '../support/database.js';

/** What the logins of the application may do with each table of the queue; the partitions of a day are left out. */
const tables = `
  SELECT c.relname AS name, role, string_agg(privilege, ' ' ORDER BY privilege) AS privileges
  FROM pg_class c
  CROSS JOIN unnest(ARRAY['portaria_app', 'portaria_issue', 'portaria_manage']) AS role
  CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS privilege
  WHERE c.relnamespace = 'notice_queue'::regnamespace AND c.relkind IN ('r', 'p', 'v')
    AND has_table_privilege(role, c.oid, privilege)
  GROUP BY 1, 2 ORDER BY 1, 2`;

const functions = `
  SELECT p.oid::regprocedure::text AS name, role
  FROM pg_proc p CROSS JOIN unnest(ARRAY['portaria_app', 'portaria_issue', 'portaria_manage']) AS role
  WHERE p.pronamespace = 'notice_queue'::regnamespace AND has_function_privilege(role, p.oid, 'EXECUTE')
  ORDER BY 1, 2`;

const jobs = 'DELETE INSERT SELECT UPDATE';
const ofQueue: Readonly<Record<string, string>> = {
  bam: 'SELECT',
  instance: 'DELETE SELECT UPDATE',
  job: jobs,
  job_common: jobs,
  job_dependency: jobs,
  queue: 'INSERT SELECT UPDATE',
  schedule: 'SELECT',
  subscription: 'SELECT',
  version: 'SELECT UPDATE',
  warning: 'SELECT',
};
const managing = ['portaria_app', 'portaria_manage'];

test('of the schema of the queue, a managing login may do what is listed here, and an issuing one nothing', async () => {
  const { sql } = await makeDatabase();
  expect(await sql(tables)).toEqual(
    Object.entries(ofQueue).flatMap(([name, privileges]) =>
      managing.map((role) => ({ name, role, privileges })),
    ),
  );
  expect(await sql(functions)).toEqual(
    ['notice_queue.create_queue(text,jsonb)', 'notice_queue.job_now()'].flatMap((name) =>
      managing.map((role) => ({ name, role })),
    ),
  );
  const schemas = await sql(
    `SELECT role, has_schema_privilege(role, 'notice_queue', 'USAGE') AS usage,
            has_schema_privilege(role, 'notice_queue', 'CREATE') AS creates
     FROM unnest(ARRAY['portaria_app', 'portaria_issue', 'portaria_manage']) AS role`,
  );
  expect(schemas).toEqual([
    { role: 'portaria_app', usage: true, creates: false },
    { role: 'portaria_issue', usage: false, creates: false },
    { role: 'portaria_manage', usage: true, creates: false },
  ]);
});

test.each([
  ['DROP TABLE notice_queue.job'],
  ['ALTER TABLE notice_queue.job ADD COLUMN more text'],
  ['CREATE TABLE notice_queue.more (id integer)'],
  ['TRUNCATE notice_queue.job_common'],
  [`SELECT notice_queue.delete_queue('notice-delivery')`],
  ['DROP SCHEMA notice_queue CASCADE'],
])('a managing login gets "permission denied" for %s', async (statement) => {
  const { manageUrl } = await makeDatabase();
  const client = new pg.Client(manageUrl);
  await client.connect();
  try {
    await expect(client.query(statement)).rejects.toThrow(/permission denied|must be owner/);
  } finally {
    await client.end();
  }
});
