import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { basic } from '../contracts/pix/ask-pix.js';
import { login, tokenPath } from '../contracts/realm/ask-realm.js';
import type { Request } from '../http/nginx/support.js';
import { ask } from '../support/ask.js';
import { type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

/** An API for service tokens and users' tokens, bound to a certificate. */
let proxied: ProxiedApis;
let holder: Holder;
let operator: string;

const tokenIn = async (field: string, request: Request): Promise<string> => {
  const answer = await proxied.proxy.ask('tls', {
    ...request,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...request.headers },
  });
  const token = (JSON.parse(answer.body) as Record<string, unknown>)[field];
  if (typeof token !== 'string') throw new Error(`no token: ${answer.body}`);
  return token;
};

const serviceToken = (): Promise<string> =>
  tokenIn('response', {
    path: '/avxapi/acctmgmt-get-service-token',
    client: holder.certificate,
    headers: { authorization: basic(holder) },
    body: 'grant_type=Client_Credentials',
  });

const userToken = async (isBound: boolean): Promise<string> => {
  const user = await proxied.app.accounts.addUser(holder.id);
  return tokenIn('access_token', {
    path: tokenPath,
    body: new URLSearchParams(login(user)).toString(),
    ...(isBound && { client: holder.certificate }),
  });
};

beforeAll(async () => {
  proxied = await startApis({
    environment: { PORTARIA_CONTRACTS: 'pix,realm,service-token', PORTARIA_REALM_AUDIENCE: 'users' },
    routes: { audiences: ['users', 'avx', 'admin'], requireBound: true },
  });
  holder = await proxied.holder({ pix: 'tls', serviceToken: 'tls' });
  const who = await proxied.merchant({ kind: 'operator' });
  await proxied.app.accounts.link(who.id, holder.certificate.certPem);
  const answer = await proxied.askToken('admin', who, { client: holder.certificate });
  operator = (JSON.parse(answer.body) as { access_token: string }).access_token;
});

const use = (token: string, client = true) =>
  proxied.use('GET /cob/abc', { token, ...(client && { client: holder.certificate }) });

const counted = async (outcome: string): Promise<number> => {
  const { body } = await ask(proxied.app, { method: 'GET', path: '/metrics' });
  return Number(
    new RegExp(`^portaria_auth_requests_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm').exec(body)?.[1],
  );
};

test('a token of an audience that the route names opens it', async () => {
  expect((await use(await serviceToken())).status).toBe(200);
  expect((await use(await userToken(true))).status).toBe(200);
});

test('a token for the other APIs does not, and the client is told that another token is needed', async () => {
  const before = await counted('token_wrong_audience');
  const answer = await use(holder.token);
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  expect(answer.json).toMatchObject({ message: 'Invalid token', code: 'invalid_token' });
  expect(await counted('token_wrong_audience')).toBe(before + 1);
});

test('a token of no certificate opens no route that needs a bound one, over any connection', async () => {
  const before = await counted('token_not_bound');
  const unbound = await userToken(false);
  for (const client of [true, false]) {
    const answer = await use(unbound, client);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  }
  expect(await counted('token_not_bound')).toBe(before + 2);
});

test('a bound token needs its own certificate on the connection', async () => {
  const other = await proxied.holder();
  const token = await serviceToken();
  expect((await use(token, false)).status).toBe(401);
  expect((await proxied.use('GET /cob/abc', { token, client: other.certificate })).status).toBe(401);
});

test('an operator’s token opens no API, also when a route names its audience', async () => {
  expect((await use(operator)).status).toBe(401);
});

test('an earlier table, which names no audience, is for PORTARIA_AUDIENCE alone, bound or not', async () => {
  const file = join(proxied.routesDir, 'demo.routes.json');
  const table = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const { audiences, requireBound, ...earlier } = table;
  expect({ audiences, requireBound }).toEqual({ audiences: ['admin', 'avx', 'users'], requireBound: true });
  await writeFile(file, JSON.stringify(earlier));
  await expect.poll(async () => (await use(holder.token)).status, { timeout: 10_000 }).toBe(200);
  expect((await use(await serviceToken())).status).toBe(401);
  expect((await use(await userToken(true))).status).toBe(401);
});
