import { expect, test } from 'vitest';
import { expectJson } from './json-error.js';
import { firstAnswer, sendRaw, startTestProxy } from './support.js';

const proxy = await startTestProxy({
  PORTARIA_RATE_LIMIT: 'on',
  PORTARIA_RATE_AUTH_ATTEMPTS: '1r/s',
  PORTARIA_BURST_AUTH_ATTEMPTS: '12',
});
const path = '/auth/realms/apiax/protocol/openid-connect/token';

test('the TLS listener serves the token endpoint of a realm, whatever its name; no other listener does', async () => {
  for (const name of ['apiax', 'x', 'Loja_2-b']) {
    const realm = path.replace('apiax', name);
    expect((await proxy.ask('tls', { path: `${realm}?x=1` })).status).toBe(200);
    expect(proxy.received.at(-1)?.url).toBe(realm);
  }
  for (const listener of ['header', 'admin'] as const)
    expectJson(await proxy.ask(listener, { path }), 404, 'not_found');
});

test('a realm that is no name, and what lies around the endpoint, is a 404 of NGINX', async () => {
  const before = proxy.received.length;
  for (const other of [
    path.replace('apiax', ''),
    path.replace('apiax', 'a.b'),
    path.replace('apiax', 'x'.repeat(65)),
    path.replace('apiax', 'a/b'),
    path.replace('apiax', '%ff'),
    `${path}/`,
    '/auth/realms/apiax',
    '/auth/realms/apiax/protocol/openid-connect/certs',
  ])
    expectJson(await proxy.ask('tls', { path: other }), 404, 'not_found');
  expect(proxy.received.length).toBe(before);
});

test('the application gets the path that was matched, not how it was spelt', async () => {
  await proxy.ask('tls', { path: '/auth/realms/%61piax/protocol/./openid-connect/token' });
  expect(proxy.received.at(-1)?.url).toBe(path);
});

test('an unknown method is a 405 that says what the path answers', async () => {
  const raw = await sendRaw(proxy, 'tls', `FOO ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  expect(firstAnswer(raw).headers['allow']).toBe('POST');
});

test.each([path, '/avxapi/acctmgmt-get-service-token?gwsource=external'])(
  'an attacker who guesses at %s is stopped long before other clients are',
  async (guessed) => {
    const answers = [];
    for (let guess = 0; guess < 25; guess += 1)
      answers.push(await proxy.ask('tls', { path: guessed, body: '{}' }));
    const last = answers.at(-1);
    if (!last) throw new Error('no answer');
    expectJson(last, 429, 'rate_limited');
    expect((await proxy.ask('tls', { path: '/api/auth/token', body: '{}' })).status).toBe(200);
  },
);
