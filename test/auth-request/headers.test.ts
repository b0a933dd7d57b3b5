import { beforeAll, expect, test } from 'vitest';
import { incompleteBearerHint } from '../../src/core/tokens/bearer-header.js';
import { listenerSecrets } from '../http/nginx/support.js';
import { send } from '../support/ask.js';
import { type Holder, pixToken, type ProxiedApis, startApis } from './proxied-apis.js';

/** The API reads of a request what the gateway says, and gets nothing that it need not know. */
let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  proxied = await startApis({ nginx: { PORTARIA_API_BODY_MAX: '100k' } });
  holder = await proxied.holder({ pix: 'none' });
});

const forged = {
  'X-Account-Id': '1000',
  'x-client-id': 'another-client',
  'X-SCOPE': 'everything',
  'X-Token-Id': 'x',
  'X-Certificate-Fingerprint': 'f'.repeat(64),
  X_Account_Id: '1000',
  'X-Portaria-Listener': listenerSecrets.gateway,
  'X-SSL-Client-Cert': 'x',
  'X-SSL-Client-Verify': 'SUCCESS',
  'X-Header-Client-Cert': 'x',
  'Client-Cert': 'x',
  'Client-Cert-Chain': 'x',
  'X-Client-Cert': 'x',
  'X-Forwarded-Client-Cert': 'x',
  'SSL-Client-Cert': 'x',
  'X-SSL-Cert': 'x',
  'X-Forwarded-User': 'root',
  'X-Forwarded-Uri': '/saldo',
  'X-Forwarded-Method': 'DELETE',
  'X-Original-Host': 'x',
  'X-HTTP-Method-Override': 'DELETE',
  'X-HTTP-Method': 'DELETE',
  'X-Method-Override': 'DELETE',
  'X-Original-URI': '/saldo',
  'X-Original-Method': 'GET',
  'X-Original-URL': '/saldo',
  'X-Rewrite-URL': '/saldo',
  'X-Forwarded-For': '203.0.113.9',
  'X-Forwarded-Prefix': '/x',
  Forwarded: 'for=203.0.113.9',
  'X-Request-Id': 'f'.repeat(32),
  Authentication: 'Bearer x',
  Proxy: 'x',
};

test('identity headers of the client are overwritten, ours are not passed on, and nothing changes the method', async () => {
  const answer = await proxied.use('GET /cob/abc', {
    token: holder.token,
    client: holder.certificate,
    headers: { ...forged },
  });
  expect(answer.status).toBe(200);
  const { headers = {}, rawHeaders = [] } = proxied.received.at(-1) ?? {};
  expect(headers).toMatchObject({
    'x-account-id': holder.id,
    'x-client-id': holder.clientId,
    'x-scope': 'pix:read pix:write balance:read',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'https',
    authorization: `Bearer ${holder.token}`,
  });
  expect(headers['x-request-id']).toBe(answer.headers['x-request-id']);
  const left = Object.keys(headers).filter((name) =>
    /portaria|ssl|presented|client-cert|forwarded-(user|uri|method)|override|original|rewrite|x_account|forwarded-prefix|^forwarded|http-method|authentication|^proxy/.test(
      name,
    ),
  );
  expect(left).toEqual([]);
  expect(rawHeaders.join('\n')).not.toContain(listenerSecrets.gateway);
  expect(rawHeaders.filter((text) => text.toLowerCase() === 'x-account-id')).toHaveLength(1);
});

test('a header that has no value of ours is removed, not left to the client', async () => {
  const token = await pixToken(proxied, holder);
  const answer = await proxied.use('GET /cob/abc', { token, headers: { ...forged } });
  expect(answer.status).toBe(200);
  expect(proxied.received.at(-1)?.headers).not.toHaveProperty('x-certificate-fingerprint');
});

test('the client cannot tell the application what it asks for', async () => {
  const headers = { ...forged, 'X-Original-URI': '/cob', 'X-Original-Method': 'GET' };
  const asking = { token: holder.token, client: holder.certificate, headers };
  expect((await proxied.use('GET /loc/all', asking)).status).toBe(403);
  expect((await proxied.use('DELETE /cob/abc', asking)).status).toBe(405);
});

test('a token without the word Bearer, and that word without a token, are named', async () => {
  const client = holder.certificate;
  for (const authorization of [holder.token, `Token ${holder.token}`, 'Bearer', 'Bearer ']) {
    const answer = await proxied.use('GET /cob/abc', { client, headers: { authorization } });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(answer.json).toEqual({
      statusCode: 401,
      error: 'Unauthorized',
      message: 'Token not provided',
      code: 'token_missing',
      requestId: answer.headers['x-request-id'],
      hint: incompleteBearerHint,
    });
  }
  expect((await proxied.use('GET /cob/abc', { client })).json).not.toHaveProperty('hint');
});

test('the question cannot be asked from outside', async () => {
  for (const path of ['/internal/verify', '/_gateway/verify', '/_err/gateway/invalid_token', '/metrics'])
    expect((await proxied.use(`GET ${path}`, { token: holder.token })).status).toBe(404);
});

test('on the application’s own port only the gateway listener may ask for a verification, and for nothing else', async () => {
  const ask = (path: string, listener: string | null) =>
    send({
      port: proxied.app.port,
      method: 'GET',
      path,
      headers: {
        ...(listener !== null && { 'x-portaria-listener': listener }),
        'x-original-uri': '/open',
        'x-original-method': 'GET',
      },
    });
  expect((await ask('/internal/verify', listenerSecrets.gateway)).headers['x-portaria-refusal']).toBe(
    'token_missing',
  );
  for (const listener of [
    listenerSecrets.tls,
    listenerSecrets.header,
    listenerSecrets.admin,
    'x'.repeat(40),
    null,
  ]) {
    expect((await ask('/internal/verify', listener)).status).toBe(403);
    expect((await ask('/internal/%76erify', listener)).status).toBe(403);
  }
  for (const path of [
    '/api/auth/whoami',
    '/oauth/token',
    '/api/admin/accounts',
    '/.well-known/jwks.json',
    '/x',
  ])
    expect((await ask(path, listenerSecrets.gateway)).status).toBe(403);
});

test('bodies have a limit of their own, and the token endpoint keeps its', async () => {
  const asking = { token: holder.token, client: holder.certificate };
  const body = 'x'.repeat(90_000);
  expect((await proxied.use('PUT /cob/abc', { ...asking, body })).status).toBe(200);
  expect(proxied.received.at(-1)?.body).toBe(body);
  const large = await proxied.use('PUT /cob/abc', { ...asking, body: 'x'.repeat(110_000) });
  expect([large.status, large.json['message']]).toEqual([413, 'body must not exceed 100k']);
  expect((await proxied.use('POST /api/auth/token', { body: 'x'.repeat(17_000) })).status).toBe(413);
});

test('the API decides how long its answers may be stored; without Cache-Control they are not stored', async () => {
  const asking = { token: holder.token, client: holder.certificate };
  const plain = await proxied.use('GET /cob', asking);
  expect([plain.headers['cache-control'], plain.headers['pragma']]).toEqual(['no-store', 'no-cache']);
  const kept = await proxied.use('GET /cob', {
    ...asking,
    headers: { 'x-test-cache': 'max-age=60, private' },
  });
  expect(kept.headers['cache-control']).toBe('max-age=60, private');
  expect(kept.headers['pragma']).toBeUndefined();
});

test('an answer of an API leads no client into another route, past its rule', async () => {
  const reader = await proxied.holder({ scopes: ['pix:read'] });
  const asking = { token: reader.token, client: reader.certificate };
  expect((await proxied.use('GET /saldo', asking)).status).toBe(403);
  const before = proxied.received.length;
  const answer = await proxied.use('GET /cob', { ...asking, headers: { 'x-test-accel': '/saldo' } });
  expect([answer.status, answer.json]).toEqual([200, { from: 'api' }]);
  expect(proxied.received.slice(before).map(({ url }) => url)).toEqual(['/cob']);
});

test('the API’s own errors pass as they are; one that does not answer is a 503 in JSON', async () => {
  const asking = { token: holder.token, client: holder.certificate };
  for (const status of [400, 401, 403, 404, 422, 500]) {
    const answer = await proxied.use('GET /cob', { ...asking, headers: { 'x-test-status': String(status) } });
    expect([answer.status, answer.body]).toEqual([status, '{"from":"api"}']);
  }
  proxied.api.closeAllConnections();
  await new Promise((resolve) => proxied.api.close(resolve));
  const answer = await proxied.use('GET /cob', asking);
  expect([answer.status, answer.json['code']]).toEqual([503, 'unavailable']);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
});

test('without the application nothing passes: 503', async () => {
  await proxied.app.server.close();
  const answer = await proxied.use('GET /open', { token: holder.token, client: holder.certificate });
  expect([answer.status, answer.json['code']]).toEqual([503, 'unavailable']);
});
