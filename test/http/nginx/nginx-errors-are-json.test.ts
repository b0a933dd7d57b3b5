import { Agent } from 'node:https';
import { expect, test } from 'vitest';
import { expectJson } from './json-error.js';
import { type Answer, firstAnswer, openListeners, sendRaw, startTestProxy } from './support.js';

const proxy = await startTestProxy();

const raw = async (bytes: string, plain = false): Promise<Answer> =>
  firstAnswer(await sendRaw(proxy, 'tls', bytes, { plain }));

test('a path that is not served is a JSON 404', async () => {
  for (const path of [
    '/',
    '/healthz/ready',
    '/internal/verify',
    '/_err/413',
    '/api/auth/token/',
    '//api/auth/token',
  ]) {
    expectJson(await proxy.ask('tls', { path, method: 'GET' }), 404, 'not_found');
  }
  expectJson(await proxy.ask('tls', { path: '/api/admin/accounts' }), 404, 'not_found');
  expectJson(await proxy.ask('header', { path: '/api/auth/whoami' }), 404, 'not_found');
  expect(proxy.received).toEqual([]);
});

const nothingNear = /^No endpoint of this gateway and no API behind it has this path\.$/;
const tokensElsewhere =
  /^This path is not .* Tokens are issued at \/api\/auth\/token, .* at \/oauth\/token\.$/;

test.each([
  ['/auth/token', /Did you mean \/api\/auth\/token\?$/],
  ['/api/auth/token/?x="y', /Did you mean \/api\/auth\/token\?$/],
  ['/API/auth/Token', /Did you mean \/api\/auth\/token\?$/],
  ['/api/whoami', /Did you mean \/api\/auth\/whoami\?$/],
  ['/oauth2/token', /Did you mean \/oauth\/token\?$/],
  [
    '/api/auth/tokne',
    /^\/api\/auth\/tokne is not an endpoint of this gateway\. Did you mean \/api\/auth\/token\?$/,
  ],
  ['/api/aut/tokem', /Did you mean \/api\/auth\/token\?$/],
  ['/v1/api/auth/token', /Did you mean \/api\/auth\/token\?$/],
  ['/get-token', /Did you mean \/api\/auth\/token\?$/],
  ['/who-am-i', /Did you mean \/api\/auth\/whoami\?$/],
  ['/oauth/introspection', nothingNear],
  ['/oauth/introspec', /Did you mean \/oauth\/introspect\?$/],
  ['/oauth/revok', /Did you mean \/oauth\/revoke\?$/],
  ['/.well-known/jwks', /Did you mean \/\.well-known\/jwks\.json\?$/],
  ['/well-known/jwks.json', /Did you mean \/\.well-known\/jwks\.json\?$/],
  ['/.well-known/openid-config', nothingNear],
  ['/.well-known/openid-configurations', /Did you mean \/\.well-known\/openid-configuration\?$/],
  ['/avxapi/acctmgmt-get-servicetoken', /Did you mean \/avxapi\/acctmgmt-get-service-token\?$/],
  ['/api/acount/certificates', /^This path is not .* Did you mean one below \/api\/account\/\?$/],
  [
    '/api/auth/refusal/00112233445566778899aabbccddeeff',
    /^This path .* one below \/api\/auth\/refusals\/\?$/,
  ],
  ['/api/admin/accounts', /served at the address of operators\.$/],
  ['/wp-login.php', nothingNear],
  ['/cob/abc', nothingNear],
  ['/api/v1/auth/token', tokensElsewhere],
  ['/connect/token', tokensElsewhere],
  ['/protocol/openid-connect/token', tokensElsewhere],
  ['/api/auth/token.json', tokensElsewhere],
  ['/api/auth/token%20', tokensElsewhere],
  ['/api/auth/token%0A?x', tokensElsewhere],
])('a misspelt path gets the endpoint that was meant: %s', async (path, hint) => {
  const answer = await proxy.ask('tls', { path, method: 'GET' });
  expectJson(answer, 404, 'not_found');
  const said: unknown = JSON.parse(answer.body);
  expect(said).toMatchObject({ hint: expect.stringMatching(hint) });
});

test('a path of any length and form costs no worker more than a moment', async () => {
  const startedAt = performance.now();
  for (const listener of openListeners) {
    for (const part of ['/', '/', '/', '/', 'a', '/a', '//api//', 'api///auth///', '/%2f', '/toke']) {
      const answer = await proxy.ask(listener, {
        path: `/${part.repeat(30_000 / part.length)}`,
        method: 'GET',
      });
      expectJson(answer, 404, 'not_found');
    }
  }
  expect(performance.now() - startedAt).toBeLessThan(4000);
}, 60_000);

test('a path is quoted only where it is a misspelt endpoint of plain characters', async () => {
  for (const path of [
    '/api/auth/%74okens',
    '/ptr_0123456789/token',
    '/api/auth/token;a',
    '/auth/token?secret=x',
  ]) {
    const answer = await proxy.ask('tls', { path, method: 'GET' });
    expectJson(answer, 404, 'not_found');
    expect(answer.body).not.toMatch(/%74|ptr_|;a|secret/);
  }
});

test('an API that is called at the address for certificates in a header: where it is', async () => {
  const answer = await proxy.ask('header', { path: '/cob/abc123', method: 'PUT' });
  expectJson(answer, 404, 'not_found');
  expect(JSON.parse(answer.body)).toMatchObject({
    hint: 'This address only issues tokens. APIs are called at the address of merchants for mutual TLS.',
  });
});

test('two headers Authorization: the hint names the mistake', async () => {
  const { body } = await raw(
    'GET /api/auth/whoami HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer a\r\nAuthorization: Bearer a\r\n\r\n',
  );
  expect(JSON.parse(body)).toMatchObject({ hint: expect.stringContaining('such as Authorization') });
});

test('an operator who misspells a path at their own address is told what is there', async () => {
  const answer = await proxy.ask('admin', { path: '/admin/accounts', method: 'GET' });
  expect(JSON.parse(answer.body)).toMatchObject({ hint: expect.stringContaining('one below /api/admin/?') });
  const other = await proxy.ask('admin', { path: '/oauth/token', method: 'GET' });
  expect(JSON.parse(other.body)).toMatchObject({ hint: expect.stringContaining('for mutual TLS') });
});

test('whoami at the header listener is told where it is', async () => {
  const answer = await proxy.ask('header', { path: '/api/auth/whoami', method: 'GET' });
  expect(JSON.parse(answer.body)).toMatchObject({ hint: expect.stringContaining('for mutual TLS') });
});

test('a path below /api/admin/ that is not printable ASCII is a JSON 404', async () => {
  const before = proxy.received.length;
  for (const name of ['%ff', '%C3%A3', '%01', '%7f', 'a/%FF/b', '%e2%82']) {
    for (const path of [
      `/api/admin/${name}`,
      `/api/admin/x/%2e%2e/${name}?a`,
      `/nowhere/../api/admin/${name}`,
    ]) {
      expectJson(await proxy.ask('admin', { path, method: 'GET' }), 404, 'not_found');
    }
  }
  expect(proxy.received.length).toBe(before);
  expect((await proxy.ask('admin', { path: '/api/admin/a%20b%7e%25ff?q=%ff', method: 'GET' })).status).toBe(
    200,
  );
});

test('a body over 16 KiB is a JSON 413, announced or chunked', async () => {
  const body = 'x'.repeat(16 * 1024 + 1);
  expectJson(await proxy.ask('tls', { body }), 413, 'payload_too_large');
  const chunked = `POST /api/auth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  expectJson(await raw(chunked), 413, 'payload_too_large');
});

test('a request line over 32 KiB is a JSON 414', async () => {
  expectJson(await proxy.ask('tls', { path: `/api/auth/token?${'x'.repeat(40_000)}` }), 414, 'uri_too_long');
});

test('a header over 32 KiB is a JSON 431', async () => {
  expectJson(await proxy.ask('tls', { headers: { 'x-long': 'x'.repeat(40_000) } }), 431, 'header_too_large');
  expectJson(
    await proxy.ask('header', { headers: { 'X-SSL-Client-Cert': 'x'.repeat(100_000) } }),
    431,
    'header_too_large',
  );
});

test('what is not HTTP is a JSON 400', async () => {
  expectJson(await raw('NOT HTTP AT ALL\r\n\r\n'), 400, 'malformed_request');
  expectJson(await raw('POST /api/auth/token HTTP/1.1\r\n\r\n'), 400, 'malformed_request');
  expectJson(await raw('GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n'), 400, 'malformed_request');
  expectJson(
    await raw('POST /api/auth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n'),
    400,
    'malformed_request',
  );
  // HEAD stays HEAD where NGINX makes a GET of every other method: once an HTML 500.
  for (const line of ['HEAD %2fapi HTTP/1.1', 'HEAD * HTTP/1.1', 'HEAD / HTTP/2.0', 'HEAD / HTTP/']) {
    const answer = await raw(`${line}\r\nHost: x\r\n\r\n`);
    expect([line, answer.status, answer.headers['content-type'], answer.body]).toEqual([
      ...[line, 400, 'application/json; charset=utf-8', ''],
    ]);
  }
  expectJson(await raw('GET / HTTP/3.9\r\nHost: x\r\n\r\n'), 400, 'malformed_request');
});

test('plain HTTP on a TLS port is a JSON 400 that says so', async () => {
  const answer = await raw('GET /api/auth/token HTTP/1.1\r\nHost: x\r\n\r\n', true);
  expectJson(answer, 400, 'malformed_request');
  expect(answer.body).toContain('HTTPS');
});

test('an application that cannot be reached is a JSON 503 with Retry-After', async () => {
  const agent = new Agent({ keepAlive: false });
  proxy.upstream.closeAllConnections();
  await new Promise((resolve) => proxy.upstream.close(resolve));
  for (const client of [await proxy.issue(), undefined]) {
    const answer = await proxy.ask('tls', { agent, body: '{}', ...(client ? { client } : {}) });
    expectJson(answer, 503, 'unavailable');
    expect(answer.headers['retry-after']).toMatch(/^[1-5]$/);
  }
});
