import { expect, test } from 'vitest';
import { openAdmin, type TestOperator } from './proxied-admin-api.js';

interface Told {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor: { readonly name: string; readonly accountId: string };
}

const proxied = await openAdmin();
const { sql } = proxied.app.database;
const named = async (name: string): Promise<TestOperator> => {
  const operator = await proxied.operator();
  await sql('UPDATE account SET name = $2 WHERE id = $1', [operator.id, name]);
  return operator;
};
const operator = await named('Ana');
const other = await named('Rui');

const opened = await operator.ask('POST /accounts', { body: { name: 'Loja' } });
const account = `/accounts/${String(opened.json['id'])}`;
await operator.ask(`PATCH ${account}`, { body: { name: 'Loja Nova' } });
await operator.ask('POST /accounts/987654/suspend');
await other.ask(`POST ${account}/suspend`);
await other.ask(`POST ${account}/reactivate`);

const list = async (query = ''): Promise<Told[]> => {
  const { status, body, json } = await operator.ask(`GET /audit?${query}`);
  if (status !== 200) throw new Error(body);
  return json['items'] as Told[];
};
const actionsOf = (events: readonly Told[]): string[] => events.map(({ action }) => action);

test('the trail is narrowed by actor, outcome, action and target, newest first', async () => {
  const all = await list();
  expect(actionsOf(all)).toEqual([
    'account.reactivate',
    'account.suspend',
    'account.suspend',
    'account.update',
    'account.create',
  ]);
  const byRui = await list('actor=Rui');
  expect(actionsOf(byRui)).toEqual(['account.reactivate', 'account.suspend']);
  expect(byRui).toMatchObject([{ actor: { name: 'Rui' } }, { actor: { name: 'Rui' } }]);
  expect(await list(`actor=${other.id}`)).toEqual(byRui);
  expect(await list('outcome=refused')).toMatchObject([
    { action: 'account.suspend', outcome: 'refused', actor: { name: 'Ana' } },
  ]);
  expect(actionsOf(await list('outcome=done'))).toHaveLength(4);
  expect(await list('action=account.suspend&outcome=done')).toEqual([all[1]]);
  expect(actionsOf(await list('actor=Ana&outcome=done'))).toEqual(['account.update', 'account.create']);
  expect(await list('target=account%20987654')).toEqual([all[2]]);
});

test('since and until bound the trail', async () => {
  const all = await list();
  // Instants are told to the millisecond and kept more finely: the next one is between two events.
  const since = new Date(Date.parse(String(all[3]?.at)) + 1).toISOString();
  expect(await list(`since=${since}`)).toEqual(all.filter(({ at }) => at >= since));
  expect(await list(`until=${since}`)).toEqual(all.filter(({ at }) => at < since));
  expect(await list(`since=2000-01-01T00:00:00Z&until=2000-01-02T00:00:00Z`)).toEqual([]);
  expect(await list('since=2000-01-01T00:00:00Z')).toEqual(all);
});

test('page by page every event is told once', async () => {
  const seen: Told[] = [];
  let cursor = '';
  do {
    const { json } = await operator.ask(`GET /audit?limit=2${cursor}`);
    seen.push(...(json['items'] as Told[]));
    cursor = json['nextCursor'] === null ? '' : `&cursor=${String(json['nextCursor'])}`;
  } while (cursor !== '');
  expect(seen).toEqual(await list());
});

test('a question that cannot be understood is 400, and its word is named', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['outcome=maybe', 'outcome'],
    ['since=yesterday', 'since'],
    ['until=2027-02-31T00:00:00Z', 'until'],
    ['cursor=x', 'cursor'],
    ['limit=-1', 'limit'],
    ['actors=Ana', 'actors'],
  ];
  for (const [query, field] of cases) {
    const answer = await operator.ask(`GET /audit?${query}`);
    expect([answer.status, answer.json['errors']], query).toMatchObject([400, [{ field }]]);
  }
});

test('verifying names the first event that was changed or removed, and what no event explains', async () => {
  const verify = async (query = ''): Promise<Record<string, unknown>> => {
    const answer = await operator.ask(`GET /audit/verify${query}`);
    expect(answer.status, answer.body).toBe(200);
    return answer.json;
  };
  const whole = await verify();
  expect(whole).toEqual({
    // The two of this test, which no use case made.
    ...{ valid: false, broken: null },
    unexplained: ['account 1', 'account 2'].map((target) => ({
      ...{ target, what: 'the account' },
      ...{ recorded: null, found: '"active"' },
    })),
    head: { id: '5', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    anchor: { id: '0', hash: '0'.repeat(64) },
    checkpointAt: null,
  });
  const { hash } = whole['head'] as { hash: string };
  await sql(`UPDATE audit_event SET actor_name = 'intruder' WHERE id IN (2, 4)`);
  expect(await verify()).toMatchObject({ broken: { id: '2', problem: 'changed' } });
  await sql(`UPDATE audit_event SET actor_name = 'Ana' WHERE id = 2`);
  expect(await verify()).toMatchObject({ broken: { id: '4', problem: 'changed' } });
  await sql(`UPDATE audit_event SET actor_name = 'Rui' WHERE id = 4`);
  const { json: newest } = await operator.ask('GET /audit?limit=1');
  const [{ at }] = newest['items'] as [{ at: string }];
  expect(await verify(`?checkpoint=5:${hash}`)).toEqual({ ...whole, checkpointAt: at });
  // A trail that was cut short, head and all, holds in itself; an earlier checkpoint tells.
  await sql('DELETE FROM audit_event WHERE id > 3');
  await sql('UPDATE audit_head SET (last_id, last_hash) = (SELECT id, hash FROM audit_event WHERE id = 3)');
  expect(await verify()).toMatchObject({ broken: null, head: { id: '3' } });
  expect(await verify(`?checkpoint=5:${hash}`)).toMatchObject({ broken: { id: '4', problem: 'removed' } });
  const answer = await operator.ask('GET /audit/verify?checkpoint=41');
  expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ field: 'checkpoint' }]]);
});

test('what was changed is JSON in the answer, and not JSON in a text', async () => {
  const target = `account ${String(opened.json['id'])}`;
  const [update] = await list('action=account.update');
  expect(update).toMatchObject({
    before: { [target]: { name: 'Loja' } },
    after: { [target]: { name: 'Loja Nova' } },
  });
  await sql(
    `SELECT append_audit('system', 'planted', NULL, NULL, 'account.note', '{}', 'done', NULL, NULL, 'no JSON', NULL, NULL)`,
  );
  // What the product did not write is shown as it is: a reader must see it.
  expect((await list('action=account.note'))[0]).toMatchObject({ before: null, after: 'no JSON' });
});
