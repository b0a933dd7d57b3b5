import { Agent } from 'node:https';
import { decodeJwt } from 'jose';
import { ClientCredentials, type ModuleOptions } from 'simple-oauth2';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import { issuerOf } from './connections.js';

let proxied: ProxiedApp;
let merchant: Merchant;
beforeAll(async () => {
  proxied = await startProxiedApp({ issuerIsListener: true });
  merchant = await proxied.merchant({ pix: 'tls' });
});

/** Its ways to ask; Basic with JSON is request C. */
const ways = [
  ['Basic and a form', { authorizationMethod: 'header', bodyFormat: 'form' }],
  ['Basic and JSON', { authorizationMethod: 'header', bodyFormat: 'json' }],
  ['everything in a form', { authorizationMethod: 'body', bodyFormat: 'form' }],
] as const;

const clientFor = (options: NonNullable<ModuleOptions['options']>, secret: string): ClientCredentials =>
  new ClientCredentials({
    client: { id: merchant.clientId, secret },
    auth: { tokenHost: issuerOf(proxied), tokenPath: '/oauth/token', revokePath: '/oauth/revoke' },
    http: {
      agent: new Agent({
        ca: proxied.proxy.ca.certPem,
        cert: merchant.certificate.certPem,
        key: merchant.certificate.keyPem,
      }),
    },
    options,
  });

describe.each(ways)('simple-oauth2 with %s', (_name, options) => {
  test('gets a token, and understands a refusal', async () => {
    const answer = await clientFor(options, merchant.clientSecret).getToken({
      scope: ['pix:read', 'pix:write'],
    });
    expect(answer.token).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'pix:read pix:write',
    });
    expect(decodeJwt(String(answer.token['access_token'])).sub).toBe(merchant.id);
    expect(answer.expired()).toBe(false);
    await expect(clientFor(options, 'not-the-secret').getToken({})).rejects.toMatchObject({
      data: { payload: { error: 'invalid_client' } },
    });
  });
});

test('simple-oauth2 ends a token', async () => {
  const answer = await clientFor(ways[0][1], merchant.clientSecret).getToken({});
  await answer.revoke('access_token');
  const facts = await proxied.app.database.sql(`SELECT kind FROM revocation WHERE subject = $1`, [
    decodeJwt(String(answer.token['access_token'])).jti,
  ]);
  expect(facts).toEqual([{ kind: 'token' }]);
});
