import { beforeAll, expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import { askAdmin } from '../../admin/proxied-admin-api.js';
import { currently } from '../../http/nginx/support.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../../http/proxied-app.js';
import { askAccount } from '../../self-service/proxied-self-service.js';
import type { TestUser } from '../../support/accounts.js';
import { basic } from '../pix/ask-pix.js';
import { login, refresh, type Session, tokenPath } from './ask-realm.js';

let proxied: ProxiedApp;
let merchant: Merchant;
let user: TestUser;
beforeAll(async () => {
  proxied = await startProxiedApp({ environment: { PORTARIA_CONTRACTS: 'avista,pix,realm' } });
  merchant = await proxied.merchant({ pix: 'tls' });
  user = await proxied.app.accounts.addUser(merchant.id);
});

interface Answered {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** Sends a form through NGINX, over a certificate, by a client with HTTP Basic. */
const post = async (
  path: string,
  form: Record<string, string>,
  { client, who }: { client?: IssuedCertificate; who?: Pick<Merchant, 'clientId' | 'clientSecret'> } = {},
): Promise<Answered> => {
  const answer = await proxied.proxy.ask('tls', {
    path,
    ...(client && { client }),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(who && { authorization: basic(who) }),
    },
    body: new URLSearchParams(form).toString(),
  });
  return { status: answer.status, json: JSON.parse(answer.body) as Record<string, unknown> };
};

const loggedIn = async (client?: IssuedCertificate): Promise<Session> => {
  const { status, json } = await post(tokenPath, login(user), { ...(client && { client }) });
  expect(status).toBe(200);
  return json as unknown as Session;
};

/** What introspection tells a merchant of a token. */
const told = async (token: string, who: Merchant): Promise<unknown> =>
  (await post('/oauth/introspect', { token }, { client: who.certificate, who })).json;

test("a user's token manages nothing, also over the certificate that it is bound to", async () => {
  const { access_token: token, refresh_token: refreshToken } = await loggedIn(merchant.certificate);
  for (const text of [token, refreshToken]) {
    const requested = await askAccount(proxied, 'GET ', { token: text, client: merchant.certificate });
    expect([requested.status, requested.json['code']]).toEqual([401, 'invalid_token']);
    const admin = await askAdmin(proxied, 'GET /accounts', { token: text, client: merchant.certificate });
    expect([admin.status, admin.json['code']]).toEqual([401, 'invalid_token']);
  }
});

test("no client has a user's token for its own, not even one that is called like the realm's", async () => {
  const { access_token: token } = await loggedIn();
  const namesake = await proxied.merchant({ pix: 'tls', clientId: 'integration-api' });
  const server = await proxied.merchant({ pix: 'tls', resourceServer: true });
  for (const who of [merchant, namesake]) {
    expect(await told(token, who)).toEqual({ active: false });
    expect((await post('/oauth/revoke', { token }, { client: who.certificate, who })).status).toBe(200);
  }
  // What ends that client ends its own tokens.
  await proxied.app.database.sql(
    `INSERT INTO revocation (kind, subject, expires_at) VALUES ('credential', 'integration-api', now() + interval '1 hour')`,
  );
  expect(await told(token, server)).toMatchObject({
    active: true,
    sub: user.id,
    client_id: 'integration-api',
  });
});

test('a refresh token is no access token, at any endpoint', async () => {
  const { refresh_token: token } = await loggedIn();
  const server = await proxied.merchant({ pix: 'tls', resourceServer: true });
  expect(await told(token, server)).toEqual({ active: false });
});

test('tokens of the other contracts refresh nothing', async () => {
  const client = merchant.certificate;
  const avista = await proxied.askToken('tls', merchant, { client });
  const pix = await post('/oauth/token', { grant_type: 'client_credentials' }, { client, who: merchant });
  for (const { access_token: token } of [JSON.parse(avista.body) as Session, pix.json]) {
    expect(token).toEqual(expect.any(String));
    const { status, json } = await post(tokenPath, refresh(String(token)), { client });
    expect([status, json['error']]).toEqual([400, 'invalid_grant']);
  }
});

test('a refresh over an untrusted certificate is refused, and uses nothing up', async () => {
  const { refresh_token: token, session_state: family } = await loggedIn();
  const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
  const client = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });
  const { status, json } = await post(tokenPath, refresh(token), { client });
  expect([status, json['error']]).toEqual([400, 'invalid_grant']);
  const good = await post(tokenPath, refresh(token));
  expect([good.status, good.json['session_state']]).toEqual([200, family]);
});
