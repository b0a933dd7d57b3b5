import { createRemoteJWKSet, customFetch as joseFetch, decodeJwt, jwtVerify } from 'jose';
import * as oauth from 'openid-client';
import { beforeAll, describe, expect, test } from 'vitest';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { makeClientKey } from '../contracts/pix/keys-of-clients.js';
import { type Merchant, type ProxiedApp, startProxiedApp } from '../http/proxied-app.js';
import { fetchFor, issuerOf } from './connections.js';

let proxied: ProxiedApp;
let merchant: Merchant;
beforeAll(async () => {
  proxied = await startProxiedApp({ issuerIsListener: true });
  merchant = await proxied.merchant({ pix: 'tls' });
});

type Method = typeof oauth.ClientSecretBasic;

/** What the library finds out by itself from the issuer. */
const discovered = (
  method: Method,
  { clientId, clientSecret, certificate }: Merchant,
  withCertificate = true,
): Promise<oauth.Configuration> =>
  oauth.discovery(
    new URL(issuerOf(proxied)),
    clientId,
    { client_secret: clientSecret },
    method(clientSecret),
    {
      algorithm: 'oauth2',
      [oauth.customFetch]: fetchFor(proxied, withCertificate ? certificate : undefined),
    },
  );

describe.each([
  ['client_secret_basic', oauth.ClientSecretBasic],
  ['client_secret_post', oauth.ClientSecretPost],
])('openid-client 6 with %s over mutual TLS', (_name, method) => {
  test('discovers the server, gets a token, has it told, ends it', async () => {
    const config = await discovered(method, merchant);
    expect(config.serverMetadata()).toMatchObject({
      issuer: issuerOf(proxied),
      tls_client_certificate_bound_access_tokens: true,
    });
    const answer = await oauth.clientCredentialsGrant(config, { scope: 'pix:read' });
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'pix:read' });
    const thumbprint = Buffer.from(merchant.certificate.fingerprint, 'hex').toString('base64url');
    const told = await oauth.tokenIntrospection(config, answer.access_token);
    expect(told).toMatchObject({
      active: true,
      client_id: merchant.clientId,
      scope: 'pix:read',
      cnf: { 'x5t#S256': thumbprint },
    });
    await oauth.tokenRevocation(config, answer.access_token);
    expect(await oauth.tokenIntrospection(config, answer.access_token)).toEqual({ active: false });
  });

  test('understands what is refused', async () => {
    const wrong = await discovered(method, { ...merchant, clientSecret: 'not the secret: +%/' });
    await expect(oauth.clientCredentialsGrant(wrong)).rejects.toMatchObject(
      // The library hands a challenge on as it is, and an error in the body as words.
      method === oauth.ClientSecretBasic ? { status: 401 } : { error: 'invalid_client', status: 400 },
    );
    const right = await discovered(method, merchant);
    await expect(oauth.clientCredentialsGrant(right, { scope: 'admin:write' })).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    });
    const bare = await discovered(method, merchant, false);
    await expect(oauth.clientCredentialsGrant(bare)).rejects.toThrow();
  });

  test('gets a token with a custom secret of any characters, which it form-encodes as RFC 6749 has it', async () => {
    const chosen = await proxied.merchant({ pix: 'tls', customSecret: 'say "hi" & \\o/ 100% +1:~*' });
    const answer = await oauth.clientCredentialsGrant(await discovered(method, chosen));
    expect(decodeJwt(answer.access_token).sub).toBe(chosen.id);
  });
});

test('jose 6 verifies a token by our key set, and for the right audience alone', async () => {
  const config = await discovered(oauth.ClientSecretBasic, merchant);
  const { access_token: token } = await oauth.clientCredentialsGrant(config);
  const keys = createRemoteJWKSet(new URL(String(config.serverMetadata().jwks_uri)), {
    [joseFetch]: fetchFor(proxied),
  });
  const wanted = { issuer: issuerOf(proxied), audience: 'api', typ: 'at+jwt', algorithms: ['RS256'] };
  const { payload } = await jwtVerify(token, keys, wanted);
  expect(payload).toMatchObject({ sub: merchant.id, client_id: merchant.clientId });
  await expect(jwtVerify(token, keys, { ...wanted, audience: 'admin' })).rejects.toThrow(/aud/);
  const avista = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  const { access_token: hmac } = JSON.parse(avista.body) as { access_token: string };
  await expect(jwtVerify(hmac, keys)).rejects.toThrow();
});

describe('openid-client 6 without a secret', () => {
  test('gets tokens by private_key_jwt, one for each assertion', async () => {
    const key = await makeClientKey('ES256', 'one');
    await proxied.app.accounts.registerKey(merchant, { method: 'private_key_jwt', jwks: [key.jwk] });
    const method = oauth.PrivateKeyJwt({ key: key.privateKey, kid: 'one' });
    const config = await withoutSecret(method);
    for (let turn = 0; turn < 2; turn += 1) {
      const { access_token: token } = await oauth.clientCredentialsGrant(config);
      expect(decodeJwt(token)).toMatchObject({
        sub: merchant.id,
        cnf: { 'x5t#S256': thumbprintOf(merchant) },
      });
    }
  });

  test('gets a token by tls_client_auth', async () => {
    const { subject: subjectDn } = new X509Parser().readPem(merchant.certificate.certPem);
    await proxied.app.accounts.registerKey(merchant, { method: 'tls_client_auth', subjectDn });
    const { access_token: token } = await oauth.clientCredentialsGrant(
      await withoutSecret(oauth.TlsClientAuth()),
    );
    expect(decodeJwt(token)).toMatchObject({ sub: merchant.id, cnf: { 'x5t#S256': thumbprintOf(merchant) } });
  });
});

const withoutSecret = (method: oauth.ClientAuth): Promise<oauth.Configuration> =>
  oauth.discovery(new URL(issuerOf(proxied)), merchant.clientId, {}, method, {
    algorithm: 'oauth2',
    [oauth.customFetch]: fetchFor(proxied, merchant.certificate),
  });

const thumbprintOf = ({ certificate }: Merchant): string =>
  Buffer.from(certificate.fingerprint, 'hex').toString('base64url');
