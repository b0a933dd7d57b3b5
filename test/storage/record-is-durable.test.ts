import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * An issued token must not lose its record to a crash, nor a change its event, however the database
 * is set up: the functions themselves ask for a commit that waits for the disk. They do it in their
 * bodies, where it lasts until the commit. A `SET` of the function would end with the function,
 * before the commit, and change nothing.
 */
let app: TestApp;
let client: pg.Client;
beforeAll(async () => {
  app = await sharedApp();
  client = new pg.Client(app.database.appUrl);
  await client.connect();
  afterFile(() => client.end());
});

/** Every version of the function, called with empty lists: it records nothing. */
const callsOf = async (name: string): Promise<string[]> => {
  const { rows } = await client.query<{ types: string[] }>(
    'SELECT proargtypes::regtype[]::text[] AS types FROM pg_proc WHERE proname = $1',
    [name],
  );
  const empty = (type: string): string => (type.endsWith('[]') ? `'{}'::${type}` : `NULL::${type}`);
  return rows.map(({ types }) => `SELECT ${name}(${types.map(empty).join(', ')})`);
};

test('the record of issue commits synchronously, also where commits are asynchronous by default', async () => {
  const calls = [...(await callsOf('record_tokens')), ...(await callsOf('record_issuance'))];
  expect(calls.length).toBeGreaterThan(2);
  for (const call of calls) {
    await client.query('BEGIN');
    await client.query('SET LOCAL synchronous_commit = off');
    await client.query(call);
    const { rows } = await client.query('SHOW synchronous_commit');
    await client.query('ROLLBACK');
    expect({ call, rows }).toEqual({ call, rows: [{ synchronous_commit: 'on' }] });
  }
});

test('so does an event of the audit trail', async () => {
  await client.query('BEGIN');
  await client.query('SET LOCAL synchronous_commit = off');
  await client.query(
    `SELECT append_audit('person', 'ana@host', NULL, NULL, 'account.create', '{}', 'done', NULL, NULL, NULL, NULL, NULL)`,
  );
  const { rows } = await client.query('SHOW synchronous_commit');
  await client.query('ROLLBACK');
  expect(rows).toEqual([{ synchronous_commit: 'on' }]);
});
