import { expect, test } from 'vitest';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

const open = async (body: object = {}): Promise<{ id: string; etag: string }> => {
  const answer = await operator.ask('POST /accounts', { body: { name: 'Loja', ...body } });
  if (answer.status !== 201) throw new Error(answer.body);
  return { id: String(answer.json['id']), etag: String(answer.headers.etag) };
};

/** The names of the fields that a 4xx complains of. */
const fieldsOf = (json: Record<string, unknown>): string[] =>
  (json['errors'] as { field: string }[] | undefined)?.map(({ field }) => field) ?? [];

test('an account is opened, read, changed, suspended and opened again; each answer carries its version', async () => {
  const body = {
    name: 'Loja',
    taxId: '12.345.678/0001-95',
    scopes: ['pix:read'],
    networks: ['203.0.113.0/24'],
  };
  const opened = await operator.ask('POST /accounts', { body });
  expect([opened.status, opened.headers.etag]).toEqual([201, '"1"']);
  expect(opened.json).toMatchObject({ ...body, taxId: '12345678000195', kind: 'merchant', status: 'active' });
  const path = `/accounts/${String(opened.json['id'])}`;
  expect((await operator.ask(`GET ${path}`)).json).toEqual(opened.json);
  const changed = await operator.ask(`PATCH ${path}`, {
    body: { name: 'Loja Nova', taxId: null, networks: [] },
    headers: { 'if-match': '"1"' },
  });
  expect([changed.status, changed.headers.etag]).toEqual([200, '"2"']);
  expect(changed.json).toMatchObject({ name: 'Loja Nova', taxId: null, networks: [], scopes: ['pix:read'] });
  expect((await operator.ask(`POST ${path}/suspend`)).json).toMatchObject({
    status: 'suspended',
    version: 3,
  });
  const active = await operator.ask(`POST ${path}/reactivate`);
  expect([active.status, active.headers.etag, active.json['status']]).toEqual([200, '"4"', 'active']);
});

test('a lost update is 412, and leaves the account as the other one made it; * is whatever it is', async () => {
  const { id, etag } = await open();
  const change = (name: string, ifMatch: string) =>
    operator.ask(`PATCH /accounts/${id}`, { body: { name }, headers: { 'if-match': ifMatch } });
  expect((await change('First', etag)).status).toBe(200);
  const lost = await change('Second', etag);
  expect([lost.status, lost.json['code']]).toEqual([412, 'stale']);
  expect((await operator.ask(`GET /accounts/${id}`)).json['name']).toBe('First');
  expect((await change('Third', '*')).status).toBe(200);
  for (const malformed of ['3', 'W/"3"', '"x"', '"1", "2"', '""']) {
    const answer = await change('Fourth', malformed);
    expect([answer.status, fieldsOf(answer.json)], malformed).toEqual([400, ['If-Match']]);
  }
});

test('fields that are not known, missing or of another type are 400 and named, each of them', async () => {
  const cases: readonly (readonly [string, unknown, string[]])[] = [
    ['POST /accounts', { name: 'Loja', kinds: 'x', admin: true }, ['kinds', 'admin']],
    ['POST /accounts', { kind: 'king', scopes: 'pix:read' }, ['name', 'kind', 'scopes']],
    ['POST /accounts', { name: 'Loja', scopes: [7] }, ['scopes.0']],
    ['POST /accounts', { name: 'Loja', taxId: '1' }, ['taxId']],
    ['POST /accounts', { name: 'Loja', networks: ['203.0.113.7/24'] }, ['networks']],
    ['POST /accounts', [], ['body']],
    [`PATCH /accounts/${operator.id}`, { status: 'suspended' }, ['status']],
    [`PATCH /accounts/${operator.id}`, { kind: 'merchant', version: 1 }, ['kind', 'version']],
    [`PATCH /accounts/${operator.id}`, {}, ['account']],
    [`POST /accounts/${operator.id}/suspend`, { force: true }, ['force']],
  ];
  for (const [what, body, fields] of cases) {
    const answer = await operator.ask(what, { body });
    expect([answer.status, answer.json['code']], answer.body).toEqual([400, 'invalid']);
    expect(fieldsOf(answer.json).sort(), answer.body).toEqual([...fields].sort());
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  }
});

test('what is in a field that is wrong is never repeated', async () => {
  const secret = 'ptr_hunter2hunter2hunter2hunter2hunter2hunter2hunt';
  for (const body of [
    { name: 7, taxId: secret },
    { name: 'x', kind: secret },
    { name: 'x', scopes: secret },
  ]) {
    const answer = await operator.ask('POST /accounts', { body });
    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain(secret);
  }
  expect(proxied.app.log()).not.toContain(secret);
});

test('what is not JSON, too large or of another type is a problem of its own', async () => {
  const notJson = await operator.ask('POST /accounts', { body: '{"name":' });
  expect([notJson.status, notJson.json['code']]).toEqual([400, 'malformed_request']);
  const large = await operator.ask('POST /accounts', { body: { name: 'x'.repeat(20_000) } });
  expect(large.status).toBe(413);
  const headers = { 'content-type': 'application/octet-stream' };
  const der = await operator.ask(`POST /accounts/${operator.id}/certificates`, { body: '0\x82', headers });
  expect([der.status, der.json['code']]).toEqual([415, 'unsupported_media_type']);
  expect(der.json['detail']).toContain('PEM');
  const put = await operator.ask('PUT /accounts', { body: {} });
  expect([put.status, put.json['code'], put.headers.allow]).toEqual([
    405,
    'method_not_allowed',
    'GET, HEAD, POST',
  ]);
});

test('a file that is sent as it is, as if it were JSON, is told what to send, and a private key is repeated nowhere', async () => {
  const der = await operator.ask(`POST /accounts/${operator.id}/certificates`, { body: '0\x82\x03' });
  expect([der.status, der.json['code']]).toEqual([400, 'malformed_request']);
  expect(der.json['detail']).toContain('as PEM text in a field');
  const { keyPem } = await proxied.proxy.issue();
  const key = await operator.ask(`POST /accounts/${operator.id}/certificates`, { body: keyPem });
  expect(key.status).toBe(400);
  expect(key.json['detail']).toMatch(/private key.*Nothing was stored.*generate a new one/);
  const line = keyPem.split('\n')[1] ?? '';
  expect(key.body + proxied.app.log()).not.toContain(line);
});

test('what names nothing is 404, and what cannot name anything is 400', async () => {
  for (const what of [
    'GET /accounts/987654',
    'POST /accounts/987654/suspend',
    'GET /nothing',
    'GET /accounts/1/x',
  ]) {
    const answer = await operator.ask(what);
    expect([answer.status, answer.json['code']], what).toEqual([404, 'not_found']);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  }
  for (const id of ['x', '-1', '0', '99999999999999999999', '1;2']) {
    expect((await operator.ask(`GET /accounts/${id}`)).status, id).toBe(400);
  }
});

test('a list is read page by page, each account once, also while accounts are opened', async () => {
  const ids = [];
  for (let count = 0; count < 5; count += 1) ids.push((await open({ name: 'Paged' })).id);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${cursor}`;
    const { json } = await operator.ask(`GET /accounts?name=paged&limit=2${more}`);
    seen.push(...(json['items'] as { id: string }[]).map(({ id }) => id));
    cursor = json['nextCursor'] as string | null;
    if (seen.length === 2) ids.push((await open({ name: 'Paged' })).id);
  } while (cursor !== null);
  expect(seen).toEqual(ids);
});

test('a list is narrowed by name, status, kind and tax id', async () => {
  const { id } = await open({ name: 'Padaria 100%', taxId: '11.222.333/0001-81' });
  const { id: closed } = await open({ name: 'Padaria' });
  await operator.ask(`POST /accounts/${closed}/suspend`);
  const list = async (query: string) =>
    ((await operator.ask(`GET /accounts?${query}`)).json['items'] as { id: string }[]).map((item) => item.id);
  expect(await list('name=padaria')).toEqual([id, closed]);
  expect(await list('name=100%25')).toEqual([id]);
  const { id: pharmacy } = await open({ name: 'FARMÁCIA São José' });
  for (const name of ['farmacia', 'Farmácia sao', 'JOSÉ'])
    expect(await list(`name=${encodeURIComponent(name)}`)).toEqual([pharmacy]);
  expect(await list('name=padaria&status=suspended')).toEqual([closed]);
  expect(await list('taxId=11222333000181')).toEqual([id]);
  expect(await list('kind=operator')).toEqual([operator.id]);
});

test('limits that are none, broken cursors and unknown words of a query are 400 and named', async () => {
  const cases: readonly (readonly [string, string])[] = [
    ['limit=-1', 'limit'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=1e2', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=x', 'cursor'],
    ['cursor=', 'cursor'],
    ['cursor=LTE', 'cursor'],
    ['cursor=MQ==', 'cursor'],
    ['nam=x', 'nam'],
    ['status=gone', 'status'],
    ['taxId=1', 'taxId'],
  ];
  for (const [query, field] of cases) {
    const answer = await operator.ask(`GET /accounts?${query}`);
    expect([answer.status, fieldsOf(answer.json)], query).toEqual([400, [field]]);
  }
});

test('narrowing an account ends its tokens, and widening or renaming it does not', async () => {
  // A repeated revocation of an account moves the one that there is.
  const endedAt = async (id: string): Promise<string | null> => {
    const [row] = await proxied.app.database.sql<{ at: string | null }>(
      `SELECT max(effective_at)::text AS at FROM revocation WHERE kind = 'account' AND subject = $1`,
      [id],
    );
    return row?.at ?? null;
  };
  const changes: readonly (readonly [object, boolean])[] = [
    [{ name: 'Outra' }, false],
    [{ scopes: ['pix:read', 'pix:write', 'balance:read', 'more'] }, false],
    [{ scopes: ['pix:read', 'more'] }, true],
    [{ networks: ['203.0.113.0/24', '2001:db8::/32'] }, true],
    [{ networks: ['203.0.113.0/24', '2001:db8::/32', '198.51.100.0/24'] }, false],
    [{ networks: ['203.0.113.0/24'] }, true],
    [{ networks: [] }, false],
    [{ taxId: '12345678000195' }, false],
    [{ taxIdOnCertificate: true }, true],
    [{ taxId: '11222333000181' }, true],
    [{ taxIdOnCertificate: false }, false],
  ];
  const { id } = await open();
  let before = await endedAt(id);
  for (const [body, ends] of changes) {
    expect((await operator.ask(`PATCH /accounts/${id}`, { body })).status).toBe(200);
    const after = await endedAt(id);
    expect(after !== before, JSON.stringify(body)).toBe(ends);
    before = after;
  }
});

test('a change is in the audit trail, with the operator by name, their client id, the request and its address', async () => {
  const { id } = await open();
  const changed = await operator.ask(`PATCH /accounts/${id}`, { body: { name: 'Outra' } });
  const { json } = await operator.ask(`GET /audit?target=${encodeURIComponent(`account ${id}`)}&limit=1`);
  expect(json['items']).toMatchObject([
    {
      action: 'account.update',
      outcome: 'done',
      actor: { kind: 'account', name: 'Loja', accountId: operator.id, clientId: operator.clientId },
      requestId: changed.headers['x-request-id'],
      address: '127.0.0.1',
    },
  ]);
  expect((await operator.ask('GET /audit/verify')).json).toMatchObject({ broken: null });
});

test('a type without a body is no body: curl users name it with every request', async () => {
  const { json } = await operator.ask('POST /accounts', { body: { name: 'Loja' } });
  const headers = { 'content-type': 'application/json' };
  const suspended = await operator.ask(`POST /accounts/${String(json['id'])}/suspend`, { headers });
  expect([suspended.status, suspended.json['status']]).toEqual([200, 'suspended']);
  expect((await operator.ask('DELETE /accounts', { headers })).status).toBe(405);
  const missing = await operator.ask('POST /accounts', { headers });
  expect([missing.status, missing.json['errors']]).toEqual([400, [{ field: 'name', message: 'is missing' }]]);
});
