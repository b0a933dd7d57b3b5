import { randomBytes } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  jwtVerify,
  type JWTVerifyGetKey,
} from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { askAdmin } from '../admin/proxied-admin-api.js';
import { basic } from '../contracts/pix/ask-pix.js';
import { login, tokenPath } from '../contracts/realm/ask-realm.js';
import { fetchFor, issuerOf } from '../interop/connections.js';
import { letTimePass } from '../keys/deployment.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import { askAccount } from '../self-service/proxied-self-service.js';
import { type Holder, pixToken, type ProxiedApis, startApis } from './proxied-apis.js';

/** Every contract that may sign with ES256 does, from the token to the API behind NGINX. */
let proxied: ProxiedApis;
let holder: Holder;
let management: TestUseCases;

beforeAll(async () => {
  const masterKey = randomBytes(32);
  proxied = await startApis({
    issuerIsListener: true,
    environment: {
      PORTARIA_MASTER_KEY: masterKey.toString('base64'),
      PORTARIA_CONTRACTS: 'pix,realm,service-token',
      PORTARIA_AVISTA_ALGORITHM: 'ES256',
      PORTARIA_PIX_ALGORITHM: 'ES256',
      PORTARIA_REALM_ALGORITHM: 'ES256',
      PORTARIA_SERVICE_TOKEN_ALGORITHM: 'ES256',
    },
  });
  const { app } = proxied;
  management = managementOn(app.database.appUrl, app.config.secrets.pepper(), masterKey);
  holder = await proxied.holder({ pix: 'tls', serviceToken: 'tls' });
});

const avistaToken = async (client: Holder = holder): Promise<string> => {
  const answer = await proxied.askToken('tls', client, { client: client.certificate });
  return String((JSON.parse(answer.body) as Record<string, unknown>)['access_token']);
};

/** The published key set as an API fetches it, each time anew. */
const publishedKeys = (): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(`${issuerOf(proxied)}/.well-known/jwks.json`), {
    [customFetch]: fetchFor(proxied),
  });

const verified = (token: string, audience = 'api') =>
  jwtVerify(token, publishedKeys(), { issuer: issuerOf(proxied), audience, algorithms: ['ES256'] });

const statusOf = async (token: string): Promise<number> =>
  (await proxied.use('GET /cob', { token, client: holder.certificate })).status;

test('a token of avista: verified by jose with the published key set, and let through to the API', async () => {
  const { token } = holder;
  expect(decodeProtectedHeader(token)).toEqual({
    ...{ alg: 'ES256', typ: 'JWT' },
    kid: expect.stringMatching(/^es-[0-9a-f]{16}$/) as string,
  });
  expect(Buffer.from(token.split('.')[2] ?? '', 'base64url')).toHaveLength(64);
  const thumbprint = Buffer.from(holder.certificate.fingerprint, 'hex').toString('base64url');
  expect((await verified(token)).payload).toMatchObject({ sub: holder.id, cnf: { 'x5t#S256': thumbprint } });
  await expect(verified(token, 'admin')).rejects.toThrow(/aud/);
  expect(await statusOf(token)).toBe(200);
  expect(proxied.received.at(-1)?.headers).toMatchObject({ 'x-account-id': holder.id });
  // Bound to its certificate as every other token: RFC 8705.
  expect((await proxied.use('GET /cob', { token })).status).toBe(401);
});

test('it manages its own account, and a resource server is told of it', async () => {
  const server = await proxied.merchant({ pix: 'tls', resourceServer: true });
  const own = await askAccount(proxied, 'GET ', { token: holder.token, client: holder.certificate });
  expect(own.status).toBe(200);
  const introspection = await proxied.proxy.ask('tls', {
    path: '/oauth/introspect',
    client: server.certificate,
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(server) },
    body: new URLSearchParams({ token: holder.token }).toString(),
  });
  expect(JSON.parse(introspection.body)).toMatchObject({ active: true, sub: holder.id });
});

test('a token of service-token is verified with the key set too', async () => {
  const answer = await proxied.proxy.ask('tls', {
    path: '/avxapi/acctmgmt-get-service-token',
    client: holder.certificate,
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(holder) },
    body: 'grant_type=Client_Credentials',
  });
  const { response: token } = JSON.parse(answer.body) as { response: string };
  expect((await verified(token, 'avx')).payload['clientId']).toBe(holder.clientId);
});

test('tokens of pix and realm keep the types of their documents, and open the API', async () => {
  const { certificate } = holder;
  const user = await proxied.app.accounts.addUser(holder.id);
  const body = new URLSearchParams(login(user)).toString();
  const session = await proxied.proxy.ask('tls', {
    path: tokenPath,
    client: certificate,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const { access_token: ofUser } = JSON.parse(session.body) as { access_token: string };
  const published = await proxied.proxy.ask('tls', {
    path: '/oauth/token',
    client: certificate,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: holder.clientId, clientSecret: holder.clientSecret }),
  });
  const { access_token: ofJson } = JSON.parse(published.body) as { access_token: string };
  const ofForm = await pixToken(proxied, holder, { certificate });
  for (const [token, typ] of [
    [ofJson, 'JWT'],
    [ofForm, 'at+jwt'],
    [ofUser, 'at+jwt'],
  ] as const) {
    const { protectedHeader } = await verified(token);
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ });
    expect(await statusOf(token)).toBe(200);
  }
});

test("an operator's token, under an operators' key (HS256), manages accounts and opens no API", async () => {
  const operator = await proxied.merchant({ kind: 'operator' });
  const answer = await proxied.askToken('admin', operator, { client: operator.certificate });
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
  expect(decodeProtectedHeader(token).alg).toBe('HS256');
  const { certificate: client } = operator;
  expect((await askAdmin(proxied, 'GET /accounts', { token, client })).status).toBe(200);
  expect((await proxied.use('GET /open', { token, client })).status).toBe(401);
});

test('the next key takes over, the old one retires after its last token, and a revoked one ends its tokens', async () => {
  const kidOfNext = async () => decodeProtectedHeader(await avistaToken()).kid;
  const kids = async () =>
    (await management.listKeys.run())
      .filter(({ algorithm }) => algorithm === 'ES256')
      .map(({ kid, state }) => [kid, state]);
  const old = await avistaToken();
  const { kid: oldKid } = decodeProtectedHeader(old);
  const next = await management.rotateKey.run({ algorithm: 'ES256' });
  await letTimePass(proxied.app.database, 3601);
  await expect.poll(kidOfNext, { timeout: 10_000 }).toBe(next.kid);
  expect(await kids()).toEqual([
    [oldKid, 'retiring'],
    [next.kid, 'active'],
  ]);
  // Both are in the key set, and both open the API.
  const fresh = await avistaToken();
  for (const token of [old, fresh]) {
    expect((await verified(token)).payload.sub).toBe(holder.id);
    expect(await statusOf(token)).toBe(200);
  }
  await letTimePass(proxied.app.database, 3901);
  await expect.poll(() => statusOf(old), { timeout: 10_000 }).toBe(401);
  await expect(verified(old)).rejects.toThrow(/no applicable key/);
  expect(await statusOf(fresh)).toBe(200);

  const { successor } = await management.revokeKey.run(next.kid);
  expect(successor).toMatchObject({ algorithm: 'ES256', state: 'active' });
  await expect.poll(() => statusOf(fresh), { timeout: 10_000 }).toBe(401);
  await expect(verified(fresh)).rejects.toThrow(/no applicable key/);
  const last = await avistaToken();
  expect(decodeProtectedHeader(last).kid).toBe(successor?.kid);
  expect((await verified(last)).payload.sub).toBe(holder.id);
  expect(await statusOf(last)).toBe(200);
});
