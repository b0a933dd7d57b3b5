import { beforeAll, expect, test } from 'vitest';
import { type Holder, pixToken, type ProxiedApis, startApis } from '../auth-request/proxied-apis.js';

/** Every row of the published table of routes and scopes, through the real NGINX. */
let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  proxied = await startApis();
  holder = await proxied.holder({ pix: 'tls' });
});

const good = () => ({ token: holder.token, client: holder.certificate });

test('a good token passes, over its own certificate, and the API reads who it is', async () => {
  const answer = await proxied.use('PUT /cob/abc123?a=b', { ...good(), body: '{"valor":1}' });
  expect([answer.status, answer.json]).toEqual([200, { from: 'api' }]);
  expect(proxied.received.at(-1)).toMatchObject({
    method: 'PUT',
    url: '/cob/abc123?a=b',
    body: '{"valor":1}',
    headers: {
      'x-account-id': holder.id,
      'x-client-id': holder.clientId,
      'x-scope': 'pix:read pix:write balance:read',
      'x-token-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-certificate-fingerprint': expect.stringMatching(/^[0-9a-f]{64}$/),
      'x-request-id': answer.headers['x-request-id'],
    },
  });
});

test('so does one of the contract pix, RS256, and one with the scheme in small letters', async () => {
  const token = await pixToken(proxied, holder, { certificate: holder.certificate });
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    const headers = { authorization: `${scheme} ${token}` };
    expect((await proxied.use('GET /cob', { client: holder.certificate, headers })).status).toBe(200);
  }
});

interface Row {
  readonly status: number;
  readonly error: string;
  readonly message: unknown;
  readonly code: string;
  readonly challenge?: string;
}

const expectRow = async (requested: ReturnType<ProxiedApis['use']>, row: Row): Promise<void> => {
  const before = proxied.received.length;
  const answer = await requested;
  expect(answer.status).toBe(row.status);
  expect(answer.headers['www-authenticate']).toBe(row.challenge);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.json).toEqual({
    statusCode: row.status,
    error: row.error,
    message: row.message,
    code: row.code,
    requestId: answer.headers['x-request-id'],
  });
  expect(proxied.received.length).toBe(before);
};

const unauthorized = {
  status: 401,
  error: 'Unauthorized',
  message: 'Invalid token',
  code: 'invalid_token',
  challenge: 'Bearer error="invalid_token"',
};

test('without a token: 401, and no error code', () =>
  expectRow(proxied.use('GET /cob', { client: holder.certificate }), {
    ...unauthorized,
    message: 'Token not provided',
    code: 'token_missing',
    challenge: 'Bearer',
  }));

test('a text that is not a token: 401', () =>
  expectRow(proxied.use('GET /cob', { token: 'x.y.z' }), unauthorized));

test('a token over another certificate, and over none: 401', async () => {
  const other = await proxied.merchant();
  const bound = (connection: string) => ({
    ...unauthorized,
    challenge: `Bearer error="invalid_token", error_description="The token is bound to a client certificate, and this connection presented ${connection}. Call the API with the certificate that the token was requested with."`,
  });
  await expectRow(proxied.use('GET /cob', { ...good(), client: other.certificate }), bound('another one'));
  await expectRow(proxied.use('GET /cob', { token: holder.token }), bound('no client certificate'));
});

test('a token without the scope: 403, which names a scope to ask for', async () => {
  const reader = await proxied.holder({ scopes: ['pix:read'] });
  const asking = { token: reader.token, client: reader.certificate };
  expect((await proxied.use('GET /cob/abc123', asking)).status).toBe(200);
  await expectRow(proxied.use('PUT /cob/abc123', asking), {
    status: 403,
    error: 'Forbidden',
    message: 'Permission denied',
    code: 'insufficient_scope',
    challenge: 'Bearer error="insufficient_scope", scope="pix:write"',
  });
});

test('a method that no rule of the path names: 405 with Allow; HEAD and OPTIONS are no GET', async () => {
  for (const method of ['DELETE', 'OPTIONS']) {
    const answer = await proxied.use(`${method} /cob/abc123`, good());
    expect([answer.status, answer.headers['allow'], answer.json['code']]).toEqual([
      405,
      'GET, PATCH, PUT',
      'method_not_allowed',
    ]);
  }
  expect((await proxied.use('HEAD /cob/abc123', good())).status).toBe(405);
  expect(proxied.received.every(({ method }) => ['GET', 'PUT'].includes(method))).toBe(true);
});

test('a path that no rule names: 404', async () => {
  const answer = await proxied.use('GET /nowhere', good());
  expect([answer.status, answer.json['code']]).toEqual([404, 'not_found']);
});
