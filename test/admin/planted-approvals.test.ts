import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { approve, idIn, openApproving } from './approving.js';

/**
 * Attack: with the application's database login alone, someone makes an operator approve what was not asked
 * for, or something else than was asked for.
 */
const { proxied, ana, bia, stored } = await openApproving();
const login = new pg.Client(proxied.app.database.appUrl);
const columns =
  'action, input, effect, scope, version, account_id, client_id, certificate, asked_at, expires_at, seal';

beforeAll(async () => {
  await login.connect();
  afterFile(() => login.end());
});

const ask = async (name: string): Promise<string> =>
  idIn(await ana.ask('POST /accounts', { body: { name, kind: 'operator' } }));

const withoutEvent = async (id: string): Promise<boolean> => {
  const { rows } = await login.query('SELECT FROM change_without_event WHERE target = $1', [
    `approval ${id}`,
  ]);
  return rows.length > 0;
};

const planted = async (values: string, from: string): Promise<string> => {
  const { rows } = await login.query<{ id: string }>(
    `INSERT INTO approval (${columns}) SELECT ${values} FROM approval WHERE id = $1 RETURNING id::text`,
    [from],
  );
  return rows[0]?.id ?? '';
};

const changed = /^approval: the request is not what was asked for/;

test.each([
  ['a copy of a request', columns],
  ['another change', columns.replace('input', `'{"name":"Mallory","kind":"operator"}'`)],
  ['another effect', columns.replace('effect', `'{}'`)],
  ['a lesser scope', columns.replace('scope', `'admin:read'`)],
  ['another operator who asked', columns.replace('account_id', '(SELECT max(id) FROM account)')],
  ['a later end', columns.replace('expires_at', `expires_at + interval '9 days'`)],
])('%s that was planted is not approved, and the audit trail names it', async (what, values) => {
  const id = await planted(values, await ask(`Honest ${what}`));
  const third = await proxied.operator();
  const decider = what === 'another operator who asked' ? ana : bia;
  await proxied.app.database.sql(`UPDATE account SET created_at = created_at - interval '1 day'`);
  for (const operator of [decider, third]) {
    const answer = await approve(operator, id);
    expect([answer.status, String(answer.json['detail'])]).toEqual([422, expect.stringMatching(changed)]);
  }
  expect((await ana.ask('GET /accounts?name=Mallory')).json['items']).toEqual([]);
  expect(await withoutEvent(id)).toBe(true);
  const verified = await ana.ask('GET /audit/verify');
  expect(verified.body).toContain(`approval ${id}`);
});

test('what was planted with a text that is no JSON, or an unknown change, is refused and shown all the same', async () => {
  const from = await ask('Honest as well');
  for (const values of [columns.replace('input', `'{'`), columns.replace('action', `'account.destroy'`)]) {
    const id = await planted(values, from);
    expect((await approve(bia, id)).status).toBe(409);
    expect((await stored(id))['id']).toBe(id);
  }
});

test('nothing of a request can be changed, and a decided one is not brought back', async () => {
  const id = await ask('Fixed');
  for (const column of columns.split(', '))
    await expect(
      login.query(`UPDATE approval SET ${column} = ${column} WHERE id = $1`, [id]),
      column,
    ).rejects.toMatchObject({ code: '42501' });
  await expect(login.query('DELETE FROM approval WHERE id = $1', [id])).rejects.toMatchObject({
    code: '42501',
  });
  expect((await approve(bia, id)).status).toBe(200);
  await expect(
    login.query(`UPDATE approval SET state = 'pending', decided_by = NULL, decided_at = NULL WHERE id = $1`, [
      id,
    ]),
  ).rejects.toMatchObject({ code: '42501' });
});

test('a decision that was planted is named, and what the product does is not', async () => {
  const id = await ask('Decided');
  await login.query(
    `UPDATE approval SET state = 'approved', decided_by = $2, decided_at = now() WHERE id = $1`,
    [id, bia.id],
  );
  expect(await withoutEvent(id)).toBe(true);
  expect((await ana.ask('GET /accounts?name=Decided')).json['items']).toEqual([]);
  const made = await ask('Made');
  const rejected = await ask('Rejected');
  await approve(bia, made);
  await bia.ask(`POST /approvals/${rejected}/reject`, { body: { reason: 'no' } });
  expect([await withoutEvent(made), await withoutEvent(rejected)]).toEqual([false, false]);
});
