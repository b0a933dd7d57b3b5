import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { askAdmin } from '../admin/proxied-admin-api.js';
import { basic } from '../contracts/pix/ask-pix.js';
import { login, refresh, tokenPath } from '../contracts/realm/ask-realm.js';
import type { Merchant } from '../http/proxied-app.js';
import { askAccount } from '../self-service/proxied-self-service.js';
import { type Holder, pixToken, type ProxiedApis, startApis } from './proxied-apis.js';

/**
 * Every kind of token at every place that takes one: a token of one kind must not be good as another (docs/reference/security-invariants.md).
 * All of them are bound to one certificate, which is shown everywhere, so that nothing but the kind speaks against them.
 */
let proxied: ProxiedApis;
let holder: Holder;
let server: Merchant;
const tokens = new Map<string, string>();

interface Answered {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

const post = async (
  path: string,
  form: Record<string, string>,
  who: Merchant = holder,
  headers: Record<string, string> = {},
): Promise<Answered> => {
  const answer = await proxied.proxy.ask('tls', {
    path,
    client: who.certificate,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form).toString(),
  });
  return { status: answer.status, json: JSON.parse(answer.body) as Record<string, unknown> };
};

const published = async (): Promise<string> => {
  const { clientId, clientSecret, certificate: client } = holder;
  const body = JSON.stringify({ clientId, clientSecret });
  const headers = { 'content-type': 'application/json' };
  const answer = await proxied.proxy.ask('tls', { path: '/oauth/token', client, body, headers });
  return String((JSON.parse(answer.body) as Record<string, unknown>)['access_token']);
};

beforeAll(async () => {
  proxied = await startApis({ environment: { PORTARIA_CONTRACTS: 'pix,realm,service-token' } });
  holder = await proxied.holder({ pix: 'tls', serviceToken: 'tls' });
  server = await proxied.merchant({ pix: 'tls', resourceServer: true });
  const { certificate } = holder;
  const user = await proxied.app.accounts.addUser(holder.id);
  const session = await post(tokenPath, login(user));
  const service = await post(
    '/avxapi/acctmgmt-get-service-token',
    { grant_type: 'Client_Credentials' },
    holder,
    { authorization: basic(holder) },
  );
  const operator = await proxied.merchant({ kind: 'operator' });
  await proxied.app.accounts.link(operator.id, certificate.certPem);
  const admin = await proxied.askToken('admin', operator, { client: certificate });
  tokens.set('avista', holder.token);
  tokens.set('pix A', await published());
  tokens.set('pix B', await pixToken(proxied, holder, { certificate }));
  tokens.set('service-token', String(service.json['response']));
  tokens.set('realm', String(session.json['access_token']));
  tokens.set('refresh', String(session.json['refresh_token']));
  tokens.set('operator', String((JSON.parse(admin.body) as Record<string, unknown>)['access_token']));
});

const tokenOf = (kind: string): string => {
  const token = tokens.get(kind) ?? 'undefined';
  expect(token).not.toBe('undefined');
  return token;
};

/** Where a token may be shown, and whether it was taken there. */
const tokenHeaders: Record<string, (token: string) => Promise<boolean>> = {
  'an API behind the gateway': async (token) =>
    (await proxied.use('GET /cob/abc123', { token, client: holder.certificate })).status === 200,
  'self-service': async (token) =>
    (await askAccount(proxied, 'GET ', { token, client: holder.certificate })).status === 200,
  'the admin endpoints': async (token) =>
    (await askAdmin(proxied, 'GET /accounts', { token, client: holder.certificate })).status === 200,
  introspection: async (token) =>
    (await post('/oauth/introspect', { token }, server, { authorization: basic(server) })).json['active'] ===
    true,
};

const api = ['an API behind the gateway', 'introspection'];
const own = [...api, 'self-service'];
const kinds: Record<string, readonly string[]> = {
  avista: own,
  'pix A': own,
  'pix B': own,
  'service-token': ['introspection'],
  realm: api,
  refresh: [],
  operator: ['the admin endpoints'],
};

describe.each(Object.entries(kinds))('a token of the kind %s', (kind, good) => {
  test.each(Object.entries(tokenHeaders))('at %s', async (place, isTaken) => {
    expect(await isTaken(tokenOf(kind))).toBe(good.includes(place));
  });
});

test('no access token is a refresh token', async () => {
  for (const kind of Object.keys(kinds).filter((name) => name !== 'refresh')) {
    const { status, json } = await post(tokenPath, refresh(tokenOf(kind)));
    expect([kind, status, json['error']]).toEqual([kind, 400, 'invalid_grant']);
  }
});

describe('the header Authentication, as published document 002 calls it', () => {
  const ask = (headers: Record<string, string>) =>
    proxied.use('GET /cob/abc123', { headers, client: holder.certificate });

  test('is taken for Authorization while the contract realm is on', async () => {
    const answer = await ask({ authentication: `Bearer ${tokenOf('realm')}` });
    expect(answer.status).toBe(200);
    // The API reads the one header that it knows.
    expect(proxied.received.at(-1)?.headers).toMatchObject({ authorization: `Bearer ${tokenOf('realm')}` });
    expect(proxied.received.at(-1)?.headers['authentication']).toBeUndefined();
  });

  test('is not looked at beside Authorization', async () => {
    const authentication = `Bearer ${tokenOf('realm')}`;
    expect((await ask({ authentication, authorization: 'Bearer x' })).status).toBe(401);
    expect((await ask({ authentication: 'Bearer x', authorization: authentication })).status).toBe(200);
  });
});

test('an ended login opens no API any more', async () => {
  const token = tokenOf('realm');
  const status = async () => (await proxied.use('GET /cob', { token, client: holder.certificate })).status;
  expect(await status()).toBe(200);
  await proxied.app.database.sql(
    `INSERT INTO revocation (kind, subject, expires_at) VALUES ('refresh-family', $1, now() + interval '1 hour')`,
    [decodeJwt(token)['session_state']],
  );
  await expect.poll(status).toBe(401);
});
