import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { clientSecret, failureOf, manualTiming, openScripted, tokenPath } from './scripted.js';

const server = await openScripted();
const asked = async (): Promise<number> => (await server.requests(tokenPath)).length;
const lasting = (expiresIn: number) => ({
  path: tokenPath,
  status: 201,
  body: { access_token: `lasts-${String(expiresIn)}`, token_type: 'Bearer', expires_in: expiresIn },
});

test('B20 the first call requests a token, and the next calls use the same one', async () => {
  const client = server.client();
  expect([await client.token(), await client.token()]).toEqual(['token-1', 'token-1']);
  const [request, ...others] = await server.requests(tokenPath);
  expect(others).toEqual([]);
  expect(request?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(request?.body ?? '')).toEqual({ clientId: 'account-1-0a1b2c3d', clientSecret });
});

test('B21 calls at the same time share one token request', async () => {
  await server.queue({ path: tokenPath, delayMs: 100 });
  const client = server.client();
  const tokens = await Promise.all(Array.from({ length: 20 }, async () => client.token()));
  expect([new Set(tokens).size, await asked()]).toEqual([1, 1]);
});

test.each([
  [0, 1500],
  [0.999999, 1470],
])('B22 with chance %s, a token of 1800 seconds is renewed after %s', async (chance, seconds) => {
  const timing = manualTiming(chance);
  const client = server.client({ timing });
  await client.token();
  timing.advance(seconds - 0.5);
  expect(await client.token()).toBe('token-1');
  timing.advance(1);
  expect(await client.token()).toBe('token-2');
});

test('B23 a token of less than ten minutes is renewed at half of its lifetime', async () => {
  const timing = manualTiming();
  const client = server.client({ timing });
  await server.queue(lasting(200), lasting(201));
  expect(await client.token()).toBe('lasts-200');
  timing.advance(99);
  expect(await client.token()).toBe('lasts-200');
  timing.advance(2);
  expect(await client.token()).toBe('lasts-201');
});

test('B24 if a renewal fails, the token stays in use until it ends, and the failure is reported', async () => {
  const timing = manualTiming();
  const problems: unknown[] = [];
  const client = server.client({ timing, onProblem: (problem) => problems.push(problem) });
  await client.token();
  timing.advance(1501);
  await server.queue({ path: tokenPath, status: 401, body: { code: 'unauthorized' } });
  expect(await client.token()).toBe('token-1');
  expect(problems).toMatchObject([{ status: 401 }]);
  // The next try is not with every call.
  await client.token();
  expect(await asked()).toBe(2);
  timing.advance(300);
  await server.queue({ path: tokenPath, status: 401, body: { code: 'unauthorized' } });
  expect(await failureOf(client.token())).toMatchObject({ status: 401 });
  expect(await client.token()).toBe('token-2');
});

test('B25 neither client nor errors show token, secret or passphrase', async () => {
  const { passphrase } = server;
  const pfxFile = `${server.folder}/client.p12`;
  const client = server.client({ certificate: { pfxFile, passphrase } });
  await client.token();
  await server.queue({ path: '/cob/1', close: true }, { path: '/cob/1', close: true });
  const failures = [
    await failureOf(client.call('/cob/1')),
    await failureOf(
      server.client({ certificate: { pfxFile: `${server.folder}/ca.pem`, passphrase } }).token(),
    ),
  ];
  await server.queue({ path: tokenPath, status: 401, body: 'not JSON' });
  failures.push(await failureOf(server.client().token()));
  const shown = [client, ...failures].map((each) =>
    [inspect(each, { depth: 20, showHidden: true }), JSON.stringify(each), String(each)].join('\n'),
  );
  for (const secret of ['token-1', clientSecret, passphrase]) expect(shown.join('\n')).not.toContain(secret);
});

test('B26 with the contract pix, a token is requested at /oauth/token', async () => {
  const body = { access_token: 'of-pix', token_type: 'Bearer', expires_in: 3600, scope: 'pix:read' };
  await server.queue({ path: '/oauth/token', body });
  const client = server.client({ contract: 'pix' });
  expect(await client.token()).toBe('of-pix');
  const [request, ...others] = await server.requests();
  expect(others).toEqual([]);
  expect(request).toMatchObject({ method: 'POST', path: '/oauth/token' });
  expect(JSON.parse(request?.body ?? '')).toEqual({ clientId: 'account-1-0a1b2c3d', clientSecret });
  const unknown = 'realm' as 'pix';
  expect(() => server.client({ contract: unknown })).toThrow('contract must be avista or pix.');
});
