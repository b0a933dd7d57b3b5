import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

const createAccount = async (): Promise<string> =>
  String((await operator.ask('POST /accounts', { body: { name: 'Loja' } })).json['id']);

test('a user is created with a password that is shown once, gets another, is disabled and enabled', async () => {
  const account = await createAccount();
  const ask = () =>
    operator.ask(`POST /accounts/${account}/realm-users`, {
      body: { username: 'Ana@Loja.example' },
      headers: { 'idempotency-key': 'ana-1' },
    });
  const made = await ask();
  expect([made.status, made.json['username'], made.json['status']]).toEqual([
    201,
    'ana@loja.example',
    'active',
  ]);
  const password = String(made.json['password']);
  expect(password.length).toBeGreaterThanOrEqual(12);
  const again = await ask();
  expect(again.json).toMatchObject({
    id: made.json['id'],
    username: 'ana@loja.example',
    passwordAlreadyShown: true,
  });
  expect(again.json['hint']).toContain('/api/admin/realm-users/ana@loja.example/password');
  expect(again.json).not.toHaveProperty('password');

  const set = await operator.ask('POST /realm-users/ana%40loja.example/password', {
    headers: { 'idempotency-key': 'ana-2' },
  });
  expect([set.status, set.json['id']]).toEqual([200, made.json['id']]);
  const other = String(set.json['password']);
  expect(other).not.toBe(password);
  const repeated = await operator.ask('POST /realm-users/ana%40loja.example/password', {
    headers: { 'idempotency-key': 'ana-2' },
  });
  expect(repeated.json).toMatchObject({ id: made.json['id'], passwordAlreadyShown: true });

  for (const [verb, status] of [
    ['disable', 'disabled'],
    ['disable', 'disabled'],
    ['enable', 'active'],
  ] as const) {
    const answer = await operator.ask(`POST /realm-users/ana@loja.example/${verb}`);
    expect([answer.status, answer.json['status']]).toEqual([200, status]);
  }
  const rows = JSON.stringify([
    await proxied.app.database.sql('SELECT * FROM idempotency'),
    await proxied.app.database.sql('SELECT * FROM audit_event'),
    await proxied.app.database.sql('SELECT * FROM resource_owner'),
  ]);
  for (const secret of [password, other])
    expect([rows, proxied.app.log(), await proxied.proxy.logs()].join('\n')).not.toContain(secret);
});

test('a custom password is taken and never shown', async () => {
  const account = await createAccount();
  const body = { username: 'eva', password: 'gopher unlit crayon sprout' };
  const made = await operator.ask(`POST /accounts/${account}/realm-users`, { body });
  expect(made.status).toBe(201);
  expect(made.body).not.toContain('gopher unlit');
  const set = await operator.ask('POST /realm-users/eva/password', {
    body: { password: 'tinaja bisagra cangrejo orégano' },
  });
  expect([set.status, set.json['password']]).toEqual([200, undefined]);
});

test('the users of an account are listed by name, page by page', async () => {
  const account = await createAccount();
  const names = ['b.user', 'a-user', 'c_user', 'a.user'];
  for (const username of names)
    expect((await operator.ask(`POST /accounts/${account}/realm-users`, { body: { username } })).status).toBe(
      201,
    );
  const seen: string[] = [];
  let cursor = '';
  do {
    const { json } = await operator.ask(`GET /accounts/${account}/realm-users?limit=1${cursor}`);
    seen.push(...(json['items'] as { username: string }[]).map(({ username }) => username));
    cursor = json['nextCursor'] === null ? '' : `&cursor=${String(json['nextCursor'])}`;
  } while (cursor !== '');
  expect(seen).toEqual(names.toSorted());
});

test('what cannot be is 4xx with its field, and no password is repeated', async () => {
  const account = await createAccount();
  const path = `/accounts/${account}/realm-users`;
  await operator.ask(`POST ${path}`, { body: { username: 'taken' } });
  const cases: readonly (readonly [string, object, number, string | null])[] = [
    [`POST ${path}`, {}, 400, 'username'],
    [`POST ${path}`, { username: 'hunter2 hunter2' }, 400, 'username'],
    [`POST ${path}`, { username: 'ok.name', password: 'hunter2' }, 400, 'password'],
    [`POST ${path}`, { username: 'ok.name', role: 'admin' }, 400, 'role'],
    [`POST ${path}`, { username: 'ok.name', scopes: 'pix:read' }, 400, 'scopes'],
    [`POST ${path}`, { username: 'ok.name', scopes: ['hunter2'] }, 400, 'scopes'],
    ['PATCH /realm-users/taken', {}, 400, 'scopes'],
    ['PATCH /realm-users/taken', { scopes: ['hunter2'] }, 400, 'scopes'],
    ['PATCH /realm-users/taken', { scopes: [] }, 400, 'scopes'],
    ['PATCH /realm-users/no-one', { scopes: null }, 404, 'username'],
    [`POST ${path}`, { username: 'taken' }, 409, null],
    [`POST /accounts/${operator.id}/realm-users`, { username: 'ok.name' }, 422, 'account'],
    ['POST /accounts/987654/realm-users', { username: 'ok.name' }, 404, 'account'],
    ['POST /accounts/x/realm-users', { username: 'ok.name' }, 400, 'account'],
    ['POST /realm-users/no-one/password', {}, 404, 'username'],
    ['POST /realm-users/no-one/disable', {}, 404, 'username'],
    ['POST /realm-users/taken/disable', { why: 'x' }, 400, 'why'],
  ];
  for (const [what, body, status, field] of cases) {
    const answer = await operator.ask(what, { body });
    expect(answer.status, `${what} ${JSON.stringify(body)}`).toBe(status);
    if (field !== null) expect(answer.json['errors']).toMatchObject([{ field }]);
    expect(answer.body).not.toContain('hunter2');
  }
  for (const query of ['limit=-1', 'limit=0', 'cursor=!!', 'cursor=IA', 'name=a'])
    expect((await operator.ask(`GET ${path}?${query}`)).status, query).toBe(400);
  expect((await operator.ask('GET /accounts/987654/realm-users')).status).toBe(404);
});

test('a user’s scopes are given, listed, changed under a version and taken back', async () => {
  const account = await createAccount();
  const path = `/accounts/${account}/realm-users`;
  const made = await operator.ask(`POST ${path}`, { body: { username: 'scoped', scopes: ['pix:read'] } });
  expect([made.status, made.json['scopes']]).toEqual([201, ['pix:read']]);
  const headers = { 'if-match': String(made.headers['etag']) };
  const body = { scopes: ['pix:write', 'pix:read'] };
  const changed = await operator.ask('PATCH /realm-users/scoped', { body, headers });
  expect([changed.status, changed.json['scopes']]).toEqual([200, body.scopes]);
  expect((await operator.ask('PATCH /realm-users/scoped', { body, headers })).status).toBe(412);
  const listed = await operator.ask(`GET ${path}`);
  expect(listed.json['items']).toMatchObject([{ username: 'scoped', scopes: body.scopes }]);
  const whole = await operator.ask('PATCH /realm-users/scoped', { body: { scopes: null } });
  expect(whole.json['scopes']).toBeNull();
});

test('a reader lists and changes nothing', async () => {
  const account = await createAccount();
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  expect((await reader.ask(`GET /accounts/${account}/realm-users`)).status).toBe(200);
  for (const what of [
    `/accounts/${account}/realm-users`,
    '/realm-users/ana/password',
    '/realm-users/ana/disable',
    '/realm-users/ana/enable',
  ])
    expect((await reader.ask(`POST ${what}`, { body: {} })).status).toBe(403);
  expect((await reader.ask('PATCH /realm-users/ana', { body: { scopes: null } })).status).toBe(403);
});
