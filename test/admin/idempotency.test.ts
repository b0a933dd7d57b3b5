import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

const createAccount = async (): Promise<string> =>
  String((await operator.ask('POST /accounts', { body: { name: 'Loja' } })).json['id']);

test('the same key with another method, another path, another query or another body is 422, and nothing is done', async () => {
  const account = await createAccount();
  const other = await createAccount();
  const headers = { 'idempotency-key': 'key-1' };
  const body = { name: 'Padaria' };
  const first = await operator.ask(`PATCH /accounts/${account}`, { body, headers });
  expect([first.status, first.json['version']]).toEqual([200, 2]);
  const others: readonly (readonly [string, object?])[] = [
    // POST /accounts takes this very body, and so does the other account.
    ['POST /accounts', body],
    [`PATCH /accounts/${other}`, body],
    [`PATCH /accounts/${account}`, { name: 'Outra' }],
    [`PATCH /accounts/${account}?dryRun=false`, body],
    [`POST /accounts/${account}/suspend`],
  ];
  for (const [what, sent] of others) {
    const answer = await operator.ask(what, { headers, ...(sent && { body: sent }) });
    expect([answer.status, answer.json['code']], what).toEqual([422, 'reused']);
    expect(answer.json['errors']).toMatchObject([{ field: 'Idempotency-Key' }]);
  }
  const repeat = await operator.ask(`PATCH /accounts/${account}`, { body, headers });
  expect([repeat.status, repeat.body, repeat.headers['idempotency-replayed']]).toEqual([
    200,
    first.body,
    'true',
  ]);
  const accounts = await operator.ask('GET /accounts?kind=merchant');
  expect(accounts.json['items']).toMatchObject([
    { id: account, name: 'Padaria', status: 'active', version: 2 },
    { id: other, name: 'Loja', status: 'active', version: 1 },
  ]);
});

test('the same path without a body, by another method, is another request', async () => {
  const account = await createAccount();
  const issued = await operator.ask(`POST /accounts/${account}/credentials`, { body: {} });
  const path = `/credentials/${String(issued.json['clientId'])}/secrets`;
  const headers = { 'idempotency-key': 'key-2' };
  const added = await operator.ask(`POST ${path}`, { headers });
  expect(added.status).toBe(201);
  const { secrets } = added.json['credential'] as { secrets: { id: string }[] };
  const taken = await operator.ask(`DELETE ${path}/${String(secrets[0]?.id)}`, { headers });
  expect([taken.status, taken.json['code']]).toEqual([422, 'reused']);
  const { json } = await operator.ask(`GET /credentials/${String(issued.json['clientId'])}`);
  expect(json['secrets']).toHaveLength(2);
});
