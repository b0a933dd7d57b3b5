import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { createRemoteJWKSet, customFetch as joseFetch, decodeJwt, jwtVerify } from 'jose';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { beforeAll, expect, test } from 'vitest';
import { type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import type { TestUser } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import { fetchFor, issuerOf } from './connections.js';

let proxied: ProxiedApp;
let user: TestUser;
beforeAll(async () => {
  proxied = await startProxiedApp({
    issuerIsListener: true,
    environment: { PORTARIA_CONTRACTS: 'avista,pix,realm' },
  });
  user = await proxied.app.accounts.addUser((await proxied.merchant()).id, {
    password: 'açaí & "guaraná" + 100%',
  });
  // The client has no other place for the authority of the server than the fetch of the whole process.
  const agent = new Agent({ connect: { ca: proxied.proxy.ca.certPem } });
  // The next file of this worker has the same process: it must not fetch with an agent that is closed.
  const previous = getGlobalDispatcher();
  setGlobalDispatcher(agent);
  afterFile(async () => {
    setGlobalDispatcher(previous);
    await agent.close();
  });
});

const clientOf = (realmName = 'apiax'): KeycloakAdminClient =>
  new KeycloakAdminClient({ baseUrl: `${issuerOf(proxied)}/auth`, realmName });

const passwordOf = ({ username, password }: TestUser) =>
  ({ grantType: 'password', clientId: 'integration-api', username, password }) as const;

const familyOf = (token: string | undefined): unknown => decodeJwt(token ?? '')['session_state'];

test('it logs in with name and password, and jose verifies its token by our key set', async () => {
  const client = clientOf();
  await client.auth(passwordOf(user));
  const keys = createRemoteJWKSet(new URL(`${issuerOf(proxied)}/.well-known/jwks.json`), {
    [joseFetch]: fetchFor(proxied),
  });
  const wanted = { issuer: issuerOf(proxied), audience: 'api', typ: 'at+jwt', algorithms: ['RS256'] };
  const { payload } = await jwtVerify(client.accessToken ?? '', keys, wanted);
  expect(payload).toMatchObject({ sub: user.id, client_id: 'integration-api' });
});

test('it refreshes by itself when its access token has ended, again and again', async () => {
  const client = clientOf();
  await client.auth(passwordOf(user));
  const family = familyOf(client.accessToken);
  for (let turn = 0; turn < 3; turn += 1) {
    const [before, refreshToken] = [client.accessToken, client.refreshToken];
    client.setAccessToken(ended(before ?? ''));
    const after = await client.getAccessToken();
    expect(familyOf(after)).toBe(family);
    expect([after, client.refreshToken]).not.toEqual([before, refreshToken]);
    expect(client.refreshToken).not.toBe(refreshToken);
  }
});

/** The same token as if it had ended long ago; no code verifies it. */
const ended = (token: string): string => {
  const [header, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), exp: 1 })).toString('base64url');
  return [header, claims, signature].join('.');
};

test('it refreshes when its program says so', async () => {
  const client = clientOf();
  await client.auth(passwordOf(user));
  const family = familyOf(client.accessToken);
  const { refreshToken = '' } = client;
  await client.auth({ grantType: 'refresh_token', clientId: 'integration-api', refreshToken });
  expect(familyOf(client.accessToken)).toBe(family);
});

test('it understands what is refused', async () => {
  const wrong = { ...passwordOf(user), password: 'another password' };
  await expect(clientOf().auth(wrong)).rejects.toMatchObject({
    message: 'invalid_grant',
    responseData: { error: 'invalid_grant' },
  });
  await expect(clientOf('master').auth(passwordOf(user))).rejects.toMatchObject({
    response: { status: 404 },
  });
});
