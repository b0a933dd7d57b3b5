import { beforeAll, expect, test } from 'vitest';
import { type Answer, firstAnswer, sendRaw } from '../http/nginx/support.js';
import { type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

/** A path that the API could read as another one than we do never reaches it, and picks no rule. */
let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  proxied = await startApis();
  holder = await proxied.holder();
});

const ask = async (path: string, method = 'GET'): Promise<Answer> => {
  const { certPem: cert, keyPem: key } = holder.certificate;
  const head = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${holder.token}\r\n\r\n`;
  return firstAnswer(await sendRaw(proxied.proxy, 'tls', Buffer.from(head, 'latin1'), { cert, key }));
};

const refused: Record<string, readonly number[]> = {
  // Where NGINX, which decodes before it chooses a location, finds one: the application says 400.
  '/cob/x/../../saldo': [400],
  '/cob/./abc': [400],
  '/cob/%2e%2e/cob/abc': [400],
  '/cob/.%2E/cob': [400],
  '/cob/a%2f..%2fb': [400],
  '/cob/a;b': [400],
  '/cob/a%3Bb': [400],
  '/cob/a%5cb': [400],
  '/cob/a%5Cb': [400],
  '/cob/a\\b': [400],
  '/cob/a%252fb': [400],
  '/cob/a%25': [400],
  '/cob/a%0d%0ab': [400],
  '/cob/a%00': [400],
  '/cob/%ff': [400],
  '/cob/é': [400],
  '/cob/a"b': [400],
  '/cob#x': [400],
  '/cob?x#y': [400],
  // Where it finds none, there is nothing to ask for.
  '//cob': [404],
  '/cob//abc': [404],
  '/cob/': [404],
  '/cob/abc/': [404],
  '/COB': [404],
  '/cob/a%2fb': [404],
  '/cob/%zz': [400],
  '/%63ob': [404],
  // Almost the concrete route beside a parameter: a server that minds no capitals or escapes would take it for that.
  '/loc/ALL': [400],
  '/loc/%61ll': [400],
  '/loc/a%6Cl': [400],
};

test.each(Object.entries(refused))('%s is refused', async (path, statuses) => {
  const answer = await ask(path);
  expect(statuses).toContain(answer.status);
  expect(JSON.parse(answer.body)).toMatchObject({ statusCode: answer.status });
  expect(proxied.received).toEqual([]);
});

test.each(['/cob/a%2fb', '/cob/a%2Fb?q', '/cob//abc', '/nothing/a;b', '/nothing/a\\b', '/nothing/..'])(
  '%s at which NGINX finds no location: the 404 says how to send the path',
  async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({
      hint: expect.stringMatching(/^If an API serves this path: send it without \/\//),
    });
  },
);

test('a path that is merely unknown has no such hint', async () => {
  const { status, body } = await ask('/nothing/at/all?x=//');
  expect(status).toBe(404);
  expect(body).not.toContain('send it without');
});

test('the concrete route has its own rule, and the parameter beside it the other', async () => {
  expect((await ask('/loc/all')).status).toBe(403);
  expect((await ask('/loc/7')).status).toBe(200);
  proxied.received.length = 0;
});

test.each(['/cob/a%40b.com', '/cob/%2B5511999999999', '/cob/a-b_c.d~e', '/cob/ç'.replace('ç', '%C3%A7')])(
  '%s passes, byte for byte',
  async (path) => {
    expect((await ask(`${path}?inicio=2020-01-01T00:00:00Z&q=%2e%2e//;`)).status).toBe(200);
    expect(proxied.received.at(-1)?.url).toBe(`${path}?inicio=2020-01-01T00:00:00Z&q=%2e%2e//;`);
    proxied.received.length = 0;
  },
);

test('an absolute request line is judged by its path, and passed on as one', async () => {
  expect((await ask('https://elsewhere.example/cob/abc')).status).toBe(200);
  expect(proxied.received.at(-1)?.url).toBe('/cob/abc');
  proxied.received.length = 0;
});

test('a certificate that fails NGINX’s check is no way round, not even with a token that is bound to none', async () => {
  const open = await proxied.app.accounts.create({ policy: null, pix: 'none', scopes: ['pix:read'] });
  const form = `grant_type=client_credentials&client_id=${open.clientId}&client_secret=${open.clientSecret}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const issued = await proxied.proxy.ask('tls', { path: '/oauth/token', body: form, headers });
  const { access_token: token } = JSON.parse(issued.body) as { access_token: string };
  expect((await proxied.use('GET /cob/abc', { token })).status).toBe(200);
  const expired = await proxied.proxy.issue({
    notBefore: new Date(Date.now() - 7_200_000),
    notAfter: new Date(Date.now() - 3_600_000),
  });
  expect((await proxied.use('GET /cob/abc', { token, client: expired })).status).toBe(401);
  expect((await proxied.use('GET /cob/%61bc', { token, client: expired })).status).toBe(401);
  expect(proxied.received.length).toBe(1);
});
