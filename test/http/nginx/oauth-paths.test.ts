import { expect, test } from 'vitest';
import { expectJson } from './json-error.js';
import { firstAnswer, openListeners, sendRaw, startTestProxy } from './support.js';

const proxy = await startTestProxy();

const published = [
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/.well-known/jwks.json',
];
const posted = ['/oauth/token', '/oauth/introspect', '/oauth/revoke'];

test('the TLS listener serves the paths of OAuth, the header listener only its token endpoint, the admin listener none', async () => {
  for (const path of [...posted, ...published]) {
    expect((await proxy.ask('tls', { path })).status).toBe(200);
    expect(proxy.received.at(-1)?.url).toBe(path);
    expect((await proxy.ask('header', { path })).status).toBe(path === '/oauth/token' ? 200 : 404);
    expectJson(await proxy.ask('admin', { path }), 404, 'not_found');
  }
});

test('an unknown method is a 405 that says what the path answers', async () => {
  for (const path of [...posted, ...published]) {
    const raw = await sendRaw(proxy, 'tls', `FOO ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(firstAnswer(raw).headers['allow']).toBe(posted.includes(path) ? 'POST' : 'GET, HEAD');
  }
});

const documents = [
  ['tls', '/openapi/tokens.json'],
  ['tls', '/openapi/self-service.json'],
  ['admin', '/openapi/admin.json'],
] as const;

test('an OpenAPI document is served by its listener alone, and may be kept as the application says', async () => {
  const kept = { 'x-test-cache': 'public, max-age=60' };
  for (const [listener, path] of documents)
    for (const other of openListeners) {
      const answer = await proxy.ask(other, { method: 'GET', path, headers: kept });
      expect([other, path, answer.status]).toEqual([other, path, other === listener ? 200 : 404]);
      expect(answer.headers['cache-control']).toBe(other === listener ? 'public, max-age=60' : 'no-store');
    }
  const raw = await sendRaw(
    proxy,
    'tls',
    `FOO /openapi/tokens.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  expect(firstAnswer(raw).headers['allow']).toBe('GET, HEAD');
});

test('what is published may be kept for as long as the application says, and nothing else ever', async () => {
  const kept = { 'x-test-cache': 'public, max-age=60' };
  for (const path of published) {
    const { headers } = await proxy.ask('tls', { method: 'GET', path, headers: kept });
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=60' });
    expect(headers).not.toHaveProperty('pragma');
    const failed = await proxy.ask('tls', {
      method: 'GET',
      path,
      headers: { ...kept, 'x-test-status': '503' },
    });
    expect(failed.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  }
  for (const path of [...posted, '/api/auth/token']) {
    const { headers } = await proxy.ask('tls', { path, headers: kept });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  }
});

test('the log names the paths of OAuth, and never what follows them', async () => {
  await proxy.ask('tls', { path: '/oauth/token?client_secret=hunter2' });
  await proxy.ask('tls', { path: '/.well-known/jwks.json?x=hunter2', method: 'GET' });
  const logs = proxy.logs;
  await expect.poll(logs).toContain('"path":"/.well-known/jwks.json"');
  expect(await logs()).toContain('"path":"/oauth/token"');
  expect(await logs()).not.toContain('hunter2');
});
