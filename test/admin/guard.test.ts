import { expect, test } from 'vitest';
import type { Listener } from '../../src/core/tokens/token-request.js';
import { listenerSecrets } from '../http/nginx/support.js';
import { send } from '../support/ask.js';
import { longAgo, makeCertificate } from '../support/certificates.js';
import { askAdmin, openAdmin, tokenOf } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();

test('an operator reads with its token over its certificate, at the admin listener', async () => {
  const answer = await operator.ask('GET /accounts');
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ items: [{ id: operator.id, kind: 'operator' }], nextCursor: null });
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
});

test('the scheme has no case', async () => {
  for (const scheme of ['bearer', 'BEARER', 'BeArEr']) {
    const headers = { authorization: `${scheme} ${operator.token}` };
    const answer = await askAdmin(proxied, 'GET /accounts', { client: operator.certificate, headers });
    expect(answer.status, scheme).toBe(200);
  }
});

test('without a token, or with another scheme, the answer is 401 and asks for a bearer token without an error code', async () => {
  for (const headers of [{}, { authorization: 'Basic YTpi' }]) {
    const answer = await askAdmin(proxied, 'GET /accounts', { client: operator.certificate, headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toMatchObject({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      code: 'token_missing',
      requestId: answer.headers['x-request-id'],
    });
  }
});

test('a token without the word Bearer, and that word without a token, are named', async () => {
  for (const authorization of [operator.token, `Token ${operator.token}`, 'Bearer', 'Bearer ']) {
    const headers = { authorization };
    const answer = await askAdmin(proxied, 'GET /accounts', { client: operator.certificate, headers });
    expect([answer.status, answer.json['code'], answer.headers['www-authenticate']]).toEqual([
      ...[401, 'token_missing', 'Bearer'],
    ]);
    expect(answer.json['detail']).toContain('lacks the word Bearer before the token, or the token after it');
    expect(answer.body).not.toContain(operator.token);
  }
  const { json } = await askAdmin(proxied, 'GET /accounts', { client: operator.certificate });
  expect(json['detail']).not.toContain('lacks');
});

test('a token that is none of ours, or too long for one, is 401 invalid_token', async () => {
  const [head, payload, signature] = operator.token.split('.');
  const otherHead = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  const texts = [
    'x',
    'a.b.c',
    `${head ?? ''}.${payload ?? ''}.${(signature ?? '').slice(1)}x`,
    `${otherHead}.${payload ?? ''}.`,
    'x'.repeat(20_000),
  ];
  for (const token of texts) {
    const answer = await operator.ask('GET /accounts', { token });
    expect([answer.status, answer.json['code']], token.slice(0, 40)).toEqual([401, 'invalid_token']);
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  }
});

test('a token in the query, a second Authorization header and words behind the token are 400 invalid_request', async () => {
  const own = { client: operator.certificate };
  const inQuery = await askAdmin(proxied, `GET /accounts?access_token=${operator.token}`, own);
  const behind = await operator.ask('GET /accounts', {
    headers: { authorization: `Bearer ${operator.token} x` },
  });
  for (const answer of [inQuery, behind]) {
    expect([answer.status, answer.json['code']]).toEqual([400, 'invalid_request']);
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_request"');
  }
  const twice = await proxied.proxy.ask('admin', {
    ...own,
    method: 'GET',
    path: '/api/admin/accounts',
    headers: { authorization: [`Bearer ${operator.token}`, 'Bearer x'] },
  });
  expect(twice.status).toBe(400);
});

test('a token without the scope of the route is 403 and is told which it needs', async () => {
  const reader = await proxied.operator({ scopes: ['admin:read'] });
  expect((await reader.ask('GET /accounts')).status).toBe(200);
  const answer = await reader.ask('POST /accounts', { body: { name: 'Loja' } });
  expect([answer.status, answer.json['code']]).toEqual([403, 'insufficient_scope']);
  expect(answer.headers['www-authenticate']).toBe(
    'Bearer error="insufficient_scope", scope="accounts:write"',
  );
});

test("a merchant's token opens nothing here, whatever scopes it says, and neither does its certificate", async () => {
  const merchant = await proxied.merchant({ scopes: ['admin:read', 'admin:write', 'pix:read'] });
  const issued = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  const { access_token: token } = JSON.parse(issued.body) as { access_token: string };
  const answer = await askAdmin(proxied, 'GET /accounts', { token, client: merchant.certificate });
  expect([answer.status, answer.json['code']]).toEqual([401, 'invalid_token']);
});

test('a token is good over its own certificate alone', async () => {
  const other = await proxied.operator();
  for (const client of [other.certificate, await proxied.proxy.issue()]) {
    expect((await operator.ask('GET /accounts', { client })).status).toBe(401);
  }
  const { token } = operator;
  expect((await askAdmin(proxied, 'GET /accounts', { token })).status).toBe(401);
});

test('NGINX does not route the admin API at the TLS listener', async () => {
  const path = '/api/admin/accounts';
  const headers = { authorization: `Bearer ${operator.token}` };
  const atTls = await proxied.proxy.ask('tls', {
    method: 'GET',
    path,
    headers,
    client: operator.certificate,
  });
  expect(atTls.status).toBe(404);
});

test('the application answers the admin API at no other listener, even if NGINX routed it there', async () => {
  const headers = {
    'x-real-ip': '127.0.0.1',
    authorization: `Bearer ${operator.token}`,
    'x-ssl-client-cert': encodeURIComponent(operator.certificate.certPem),
    'x-ssl-client-verify': 'SUCCESS',
    'x-header-client-cert': encodeURIComponent(operator.certificate.certPem),
  };
  const askAt = (listener: Listener) =>
    send({
      port: proxied.app.port,
      method: 'GET',
      path: '/api/admin/accounts',
      headers: { ...headers, 'x-portaria-listener': listenerSecrets[listener] },
    });
  expect((await askAt('admin')).status).toBe(200);
  for (const listener of ['tls', 'header'] as const) {
    const answer = await askAt(listener);
    expect([answer.status, answer.json()['code']], listener).toEqual([404, 'not_found']);
  }
});

test('a suspended operator, an unlinked certificate, a retired secret and a narrowed account count from the next request on', async () => {
  const { sql } = proxied.app.database;
  const takings: readonly (readonly [string, number])[] = [
    [`UPDATE account SET status = 'suspended' WHERE id = $1`, 401],
    [`UPDATE account SET kind = 'merchant' WHERE id = $1`, 401],
    [`UPDATE account SET scopes = '{audit:read}' WHERE id = $1`, 403],
    [`UPDATE account SET networks = '{203.0.113.0/24}' WHERE id = $1`, 401],
    [`UPDATE credential SET status = 'revoked' WHERE account_id = $1`, 401],
    [`UPDATE credential SET scopes = '{admin:write}' WHERE account_id = $1`, 403],
    [`UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1`, 401],
    [
      `UPDATE certificate SET revoked_at = now()
      WHERE id IN (SELECT certificate_id FROM account_certificate WHERE account_id = $1)`,
      401,
    ],
    [
      `UPDATE credential_secret SET retired_at = now()
      WHERE credential_id IN (SELECT id FROM credential WHERE account_id = $1)`,
      401,
    ],
  ];
  for (const [taking, status] of takings) {
    const one = await proxied.operator();
    expect((await one.ask('GET /accounts')).status).toBe(200);
    await sql(taking, [one.id]);
    expect((await one.ask('GET /accounts')).status, taking).toBe(status);
  }
});

test('an expired token is 401 and says so', async () => {
  const past = await openAdmin({ issuingClock: (databaseMs) => databaseMs - 31 * 60_000 });
  const late = await past.operator();
  const answer = await late.ask('GET /accounts');
  expect([answer.status, answer.json['code']]).toEqual([401, 'expired_token']);
});

test('over its certificate, which NGINX does not trust any more, a token reads nothing and is not renewed', async () => {
  const requests = [
    { method: 'GET', path: '/api/admin/accounts', success: 200 },
    { method: 'POST', path: '/api/admin/session/renew', success: 201 },
  ];
  for (const { method, path, success } of requests) {
    const statusOver = async (sslClientVerify: string): Promise<number> => {
      const headers = {
        'x-portaria-listener': listenerSecrets.admin,
        'x-real-ip': '127.0.0.1',
        authorization: `Bearer ${operator.token}`,
        'x-ssl-client-cert': encodeURIComponent(operator.certificate.certPem),
        'x-ssl-client-verify': sslClientVerify,
      };
      return (await send({ port: proxied.app.port, method, path, headers })).status;
    };
    expect(await statusOver('SUCCESS'), path).toBe(success);
    for (const failed of [
      'FAILED:certificate has expired',
      'FAILED:unable to get local issuer certificate',
      '',
    ])
      expect(await statusOver(failed), `${path} ${failed}`).toBe(401);
  }
});

test('a token that is revoked by a fact is refused when the process has read it', async () => {
  const one = await proxied.operator();
  const insert = `INSERT INTO revocation (kind, subject, expires_at) VALUES ('token', $1, now() + interval '1 hour')`;
  const { jti } = JSON.parse(Buffer.from(one.token.split('.')[1] ?? '', 'base64url').toString()) as {
    jti: string;
  };
  await proxied.app.database.sql(insert, [jti]);
  await expect.poll(async () => (await one.ask('GET /accounts')).status).toBe(401);
  expect((await one.ask('GET /accounts', { token: await tokenOf(proxied, one) })).status).toBe(200);
});

test('the log line of a request says which client asked, with which token, and never the token', async () => {
  const answer = await operator.ask('GET /accounts/1');
  const line = proxied.app
    .log()
    .split('\n')
    .find((text) => text.includes(String(answer.headers['x-request-id'])));
  expect(JSON.parse(line ?? '')).toMatchObject({
    clientId: operator.clientId,
    listener: 'admin',
    route: '/api/admin/accounts/:account',
  });
  expect(proxied.app.log()).not.toContain(operator.token);
  expect(await proxied.proxy.logs()).not.toContain(operator.token);
});

test('a token with a certificate that NGINX did not accept is told so, and why', async () => {
  const expired = await makeCertificate(longAgo);
  const answer = await askAdmin(proxied, 'GET /accounts', {
    client: expired,
    headers: { authorization: `Bearer ${operator.token}` },
  });
  expect([answer.status, answer.json['code']]).toEqual([401, 'invalid_token']);
  expect(answer.headers['www-authenticate']).toContain(
    'this connection presented one that NGINX did not accept: certificate has expired. ',
  );
});
