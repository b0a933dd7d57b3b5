import { expect, test } from 'vitest';
import type { Listener } from '../../src/core/tokens/token-request.js';
import { tokenOf as operatorToken } from '../admin/proxied-admin-api.js';
import { listenerSecrets, percentEncoded } from '../http/nginx/support.js';
import { send } from '../support/ask.js';
import { askAccount, openSelfService } from './proxied-self-service.js';

const proxied = await openSelfService();
const owner = await proxied.owner();
const problem = ({ status, json }: { status: number; json: Record<string, unknown> }) => [
  status,
  json['code'],
];

test('a merchant reads their own account with their token over their certificate, with the version as ETag', async () => {
  const answer = await owner.ask('GET ');
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({ id: owner.id, kind: 'merchant', status: 'active' });
  expect(answer.headers.etag).toBe(`"${String(answer.json['version'])}"`);
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
});

test('a token needs no scope: one that may do nothing at the APIs still manages its own account', async () => {
  const bare = await proxied.owner({ scopes: [] });
  expect((await bare.ask('GET ')).status).toBe(200);
});

test('without a token the answer is 401 in the form of RFC 9457, with and without the slash', async () => {
  for (const path of ['', '/credentials', '/nothing/here']) {
    const answer = await askAccount(proxied, `GET ${path}`, { client: owner.certificate });
    expect(answer.status, path).toBe(path === '/nothing/here' ? 404 : 401);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json['requestId']).toBe(answer.headers['x-request-id']);
  }
  const answer = await askAccount(proxied, 'GET ', { client: owner.certificate });
  expect(answer.headers['www-authenticate']).toBe('Bearer');
});

test('a token without the word Bearer, and that word without a token, are named', async () => {
  for (const authorization of [owner.token, 'Bearer']) {
    const asking = { client: owner.certificate, headers: { authorization } };
    const answer = await askAccount(proxied, 'GET ', asking);
    expect(problem(answer)).toEqual([401, 'token_missing']);
    expect(answer.json['detail']).toContain('lacks the word Bearer before the token, or the token after it');
  }
});

test('a token is refused without its certificate, and over another one of the same account', async () => {
  const { certPem: pem, ...other } = await proxied.proxy.issue();
  await proxied.app.accounts.link(owner.id, pem);
  expect(problem(await askAccount(proxied, 'GET ', { token: owner.token }))).toEqual([401, 'invalid_token']);
  const over = await owner.ask('GET ', { client: { certPem: pem, ...other } });
  expect(problem(over)).toEqual([401, 'invalid_token']);
});

test('a token got at the header listener is bound to nothing, and so manages nothing', async () => {
  const merchant = await proxied.merchant({ policy: 'header' });
  const answer = await proxied.askToken('header', merchant, {
    headers: { 'x-ssl-client-cert': percentEncoded(merchant.certificate.certPem) },
  });
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
  const requested = await askAccount(proxied, 'GET ', { token, client: merchant.certificate });
  expect(problem(requested)).toEqual([401, 'invalid_token']);
  expect(requested.json['detail']).toContain('over mutual TLS');
});

test("an operator's token is refused here", async () => {
  const operator = await proxied.merchant({ kind: 'operator' });
  const token = await operatorToken(proxied, operator);
  expect(problem(await askAccount(proxied, 'GET ', { token, client: operator.certificate }))).toEqual([
    401,
    'invalid_token',
  ]);
});

test('NGINX does not route self-service at the header listener or the admin listener', async () => {
  for (const listener of ['header', 'admin'] as const) {
    const answer = await owner.ask('GET ', { listener });
    expect(answer.status, listener).toBe(404);
  }
});

test('the application answers self-service at no other listener, even if NGINX routed it there', async () => {
  const headers = {
    'x-real-ip': '127.0.0.1',
    authorization: `Bearer ${owner.token}`,
    'x-ssl-client-cert': encodeURIComponent(owner.certificate.certPem),
    'x-ssl-client-verify': 'SUCCESS',
    'x-header-client-cert': encodeURIComponent(owner.certificate.certPem),
  };
  const askAt = (listener: Listener) =>
    send({
      port: proxied.app.port,
      method: 'GET',
      path: '/api/account',
      headers: { ...headers, 'x-portaria-listener': listenerSecrets[listener] },
    });
  expect((await askAt('tls')).status).toBe(200);
  for (const listener of ['header', 'admin'] as const) {
    const answer = await askAt(listener);
    expect([answer.status, answer.json()['code']], listener).toEqual([404, 'not_found']);
  }
});

test('over its certificate, which NGINX does not trust any more, a token is refused', async () => {
  const readOver = (sslClientVerify: string) =>
    send({
      port: proxied.app.port,
      method: 'GET',
      path: '/api/account',
      headers: {
        'x-portaria-listener': listenerSecrets.tls,
        'x-real-ip': '127.0.0.1',
        authorization: `Bearer ${owner.token}`,
        'x-ssl-client-cert': encodeURIComponent(owner.certificate.certPem),
        'x-ssl-client-verify': sslClientVerify,
      },
    });
  expect((await readOver('SUCCESS')).status).toBe(200);
  for (const failed of [
    'FAILED:certificate has expired',
    'FAILED:unable to get local issuer certificate',
    '',
  ]) {
    const answer = await readOver(failed);
    expect([answer.status, answer.json()['code']], failed).toEqual([401, 'invalid_token']);
  }
});

test('a suspension, a retired secret, a revoked credential, an unlinked certificate and a network count from the next request on', async () => {
  const changes = [
    "UPDATE account SET status = 'suspended' WHERE id = $1",
    "UPDATE account SET networks = '{203.0.113.0/24}' WHERE id = $1",
    "UPDATE credential SET status = 'revoked' WHERE account_id = $1",
    'UPDATE credential_secret SET retired_at = now() WHERE credential_id IN (SELECT id FROM credential WHERE account_id = $1)',
    'UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1',
  ];
  for (const change of changes) {
    const one = await proxied.owner();
    expect((await one.ask('GET ')).status).toBe(200);
    await proxied.app.database.sql(change, [one.id]);
    expect(problem(await one.ask('GET ')), change).toEqual([401, 'invalid_token']);
  }
});

test('another method is 405 with the methods that there are, and bytes that are no text are 404', async () => {
  const wrong = await owner.ask('PUT /credentials', { body: {} });
  expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD']);
  expect((await owner.ask('GET /certificates/%ff')).status).toBe(404);
  expect((await owner.ask('GET ?limit=1')).status).toBe(400);
});

test('a type without a body is no body: curl users name it with every request', async () => {
  const headers = { 'content-type': 'application/json' };
  const answer = await owner.ask(`DELETE /certificates/${'0'.repeat(64)}`, { headers });
  expect(problem(answer)).toEqual([404, 'not_found']);
  const renewal = await owner.ask('POST /certificates', { headers });
  expect(problem(renewal)).toEqual([400, 'invalid']);
});
