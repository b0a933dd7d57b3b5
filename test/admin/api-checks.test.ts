import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { administerApis } from './administered-apis.js';
import type { AdminAnswer } from './proxied-admin-api.js';

const proxied = await administerApis();
const holder = proxied.merchantWithToken;

/** Resolves to the answer of the check. */
const check = async (body: Record<string, unknown>): Promise<AdminAnswer['json']> => {
  const { status, json } = await proxied.ask('POST /apis/demo/check', { body });
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
};

test.each([
  ['GET', '/cob', null],
  ['GET', '/cob/abc?inicio=2026', null],
  ['PUT', '/cob/abc', 'token_scope_missing'],
  ['PATCH', '/cob/abc', 'token_scope_missing'],
  ['GET', '/loc/all', 'token_scope_missing'],
  ['GET', '/loc/7', null],
  ['GET', '/loc/ALL', 'malformed_request'],
  ['DELETE', '/cob/abc', 'method_not_allowed'],
  ['GET', '/cobv', 'not_found'],
  ['GET', '/cob/%2e%2e/saldo', 'malformed_request'],
  ['GET', '/cob//abc', 'malformed_request'],
  ['GET', '/open', null],
])('a check of %s %s says what the gateway says: %s', async (method, path, reason) => {
  const { json } = await proxied.ask('POST /apis/demo/check', {
    body: { method, path, token: holder.token },
  });
  expect(json).toMatchObject({ allowed: reason === null, reason });
  const answer = await proxied.use(`${method} ${path}`, { token: holder.token, client: holder.certificate });
  if (reason === null) expect(answer.status).toBe(200);
  else expect(answer.status).toBeGreaterThanOrEqual(400);
});

test('a denial names the rule, the token and the fix, in the words of rejected requests', async () => {
  const denied = await check({ method: 'PUT', path: '/cob/abc', token: holder.token });
  expect(denied).toMatchObject({
    reason: 'token_scope_missing',
    detail: 'PUT /cob/{txid} needs pix:write',
    rule: {
      api: 'demo',
      method: 'PUT',
      path: '/cob/{txid}',
      scopes: [['cob.write']],
      coveredBy: ['pix:write'],
    },
    methods: ['GET', 'PATCH', 'PUT'],
    token: {
      clientId: holder.clientId,
      accountId: holder.id,
      grant: { scopes: ['pix:read', 'balance:read'] },
    },
    explanation: { happened: 'The token lacks a scope that the operation of the API needs.' },
  });
  const inPortuguese = await proxied.ask('POST /apis/demo/check', {
    body: { method: 'POST', path: '/nada', token: holder.token },
    headers: { 'accept-language': 'pt-BR' },
  });
  expect(inPortuguese.headers['content-language']).toBe('pt-BR');
  expect(inPortuguese.json).toMatchObject({
    reason: 'not_found',
    rule: null,
    explanation: { happened: 'Nenhuma regra tem este caminho.' },
  });
});

test('the certificate of the connection counts, where it is named', async () => {
  const of = async (certificate?: string | null) => {
    const body = { method: 'GET', path: '/cob', token: holder.token };
    return (await check({ ...body, ...(certificate !== undefined && { certificate }) }))['reason'];
  };
  expect(await of()).toBeNull();
  expect(await of(holder.certificate.fingerprint)).toBeNull();
  expect(await of(null)).toBe('token_certificate_missing');
  expect(await of('0'.repeat(64))).toBe('token_certificate_differs');
});

test('claims stand in for a token that was not issued', async () => {
  const of = async (claims: Record<string, unknown>, method = 'PUT') =>
    (await check({ method, path: '/cob/abc', claims }))['reason'];
  expect(await of({ scopes: ['pix:write'] })).toBeNull();
  expect(await of({ scopes: ['cob.write'] })).toBeNull();
  expect(await of({ scopes: ['pix:read'] })).toBe('token_scope_missing');
  expect(await of({ scopes: ['admin.all'] }, 'PATCH')).toBeNull();
  expect(await of({ scopes: ['pix:write'], audience: 'other' })).toBe('token_wrong_audience');
});

test('a revoked token, a token of an operator and a text that is none are denied, and nothing is recorded', async () => {
  const other = await proxied.holder({ scopes: ['pix:read'] });
  const body = { method: 'GET', path: '/cob', token: other.token };
  expect((await check(body))['allowed']).toBe(true);
  await proxied.ask('POST /tokens/revoke', { body: { account: other.id } });
  await eventually(async () => ((await check(body))['reason'] === 'token_revoked' ? true : null));
  expect(await check(body)).toMatchObject({ token: { clientId: other.clientId, grant: null } });
  const tampered = `${other.token.slice(0, -4)}AAAA`;
  for (const token of ['undefined', tampered, 'a b', 'é'])
    expect(await check({ ...body, token })).toMatchObject({ reason: 'invalid_token', token: null });
  const { json } = await proxied.ask(`GET /refusals?account=${other.id}`);
  expect(json['items']).toEqual([]);
  expect(proxied.app.log()).not.toContain(other.token);
  expect(proxied.app.log()).not.toContain(tampered);
});

test('input that cannot be a request is refused by field, and not recorded', async () => {
  const newest = async () => (await proxied.ask('GET /audit?limit=1')).json['items'];
  const before = await newest();
  const fields = async (body: unknown) => {
    const { status, json } = await proxied.ask('POST /apis/demo/check', { body });
    expect(status).toBe(400);
    return (json['errors'] as { field: string }[]).map(({ field }) => field);
  };
  const request = { method: 'GET', path: '/cob' };
  const claims = { scopes: [] };
  expect(await fields(request)).toEqual(['token']);
  expect(await fields({ ...request, token: 'a', claims })).toEqual(['token']);
  expect(await fields({ ...request, claims, certificate: null })).toEqual(['certificate']);
  expect(await fields({ ...request, token: 'a', certificate: 'ab' })).toEqual(['certificate']);
  expect(await fields({ method: 'get', path: 'cob', token: 'a' })).toEqual(['method', 'path']);
  expect(await newest()).toEqual(before);
});
