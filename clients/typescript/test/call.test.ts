import { expect, test } from 'vitest';
import { failureOf, openScripted, tokenPath } from './scripted.js';

const server = await openScripted();
const unauthorized = (path: string) => ({ path, status: 401, body: { code: 'invalid_token' } });

test('B50 the token is sent once, as a bearer token, over the certificate that it was requested with', async () => {
  const response = await server.client().call('/cob/1', { method: 'PUT', body: { value: '1.00' } });
  expect([response.status, response.ok, response.json()]).toEqual([200, true, { ok: true }]);
  const [asked, called, ...others] = await server.requests();
  expect(others).toEqual([]);
  expect(called).toMatchObject({ method: 'PUT', path: '/cob/1', body: '{"value":"1.00"}' });
  expect(called?.headers).toMatchObject({
    authorization: 'Bearer token-1',
    'content-type': 'application/json',
  });
  expect(called?.fingerprint).toBe(asked?.fingerprint);
  const own = server.client().call('/cob/1', { headers: { authorization: 'Bearer other' } });
  expect(await failureOf(own)).toMatchObject({ option: 'headers' });
});

test('B51 after a 401, the client requests one new token and repeats the call once', async () => {
  const client = server.client();
  await server.queue(unauthorized('/cob/1'));
  expect((await client.call('/cob/1', { method: 'POST', body: 'text' })).status).toBe(200);
  const calls = await server.requests('/cob/1');
  expect(calls.map(({ headers }) => headers['authorization'])).toEqual(['Bearer token-1', 'Bearer token-2']);
  expect(calls.map(({ body }) => body)).toEqual(['text', 'text']);
});

test('B52 after a second 401, the response goes to the caller', async () => {
  await server.queue(unauthorized('/cob/1'), unauthorized('/cob/1'));
  const response = await server.client().call('/cob/1');
  expect([response.status, response.json()]).toEqual([401, { code: 'invalid_token' }]);
  expect(await server.requests('/cob/1')).toHaveLength(2);
  expect(await server.requests(tokenPath)).toHaveLength(2);
});

test('B53 if several calls get a 401 for the same token, they share one new token', async () => {
  const client = server.client();
  await client.token();
  const paths = ['/cob/1', '/cob/2', '/cob/3', '/cob/4'];
  await server.queue(...paths.map((path, index) => ({ ...unauthorized(path), delayMs: 60 * index })));
  const responses = await Promise.all(paths.map(async (path) => client.call(path)));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await server.requests(tokenPath)).toHaveLength(2);
});

test.each(['https://other.example.com/cob', '//other.example.com/cob', 'http://localhost/cob'])(
  'B54 %s is of another origin: nothing is sent',
  async (target) => {
    expect(await failureOf(server.client().call(target))).toMatchObject({
      name: 'ConfigurationError',
      option: 'target',
    });
    expect(await server.requests()).toEqual([]);
  },
);

test('B54 the origin of apiUrl may be called', async () => {
  const apiUrl = server.url.replace('localhost', '127.0.0.1');
  expect((await server.client({ apiUrl }).call('/cob/1')).status).toBe(200);
  const [, called] = await server.requests();
  expect(called?.headers['host']).toBe(new URL(apiUrl).host);
});

test('B55 other responses of the API go to the caller as they are', async () => {
  const client = server.client();
  const headers = { Location: 'https://other.example.com/', 'Content-Type': 'text/plain' };
  for (const status of [302, 403, 422, 500]) {
    await server.queue({ path: '/cob/1', status, headers, body: 'as it is' });
    const response = await client.call('/cob/1');
    expect([response.status, response.text, response.headers.location]).toEqual([
      status,
      'as it is',
      headers.Location,
    ]);
  }
  expect(await server.requests('/cob/1')).toHaveLength(4);
  await server.queue({ path: '/cob/1', status: 403, body: { code: 'permission_denied' } });
  const refused = await client.call('/cob/1');
  expect(await failureOf((async () => refused.orThrow())())).toMatchObject({ code: 'permission_denied' });
});
