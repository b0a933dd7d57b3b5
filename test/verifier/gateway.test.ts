import { X509Certificate } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { TokenError } from '../../packages/verifier/src/token-error.js';
import { letTimePass } from '../keys/deployment.js';
import { type Gateway, startGateway } from './gateway.js';
import { refusalOf } from './issuer.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});

test('an RS256 token is verified offline by the issuer alone, and is good over its own certificate only', async () => {
  const { merchant, api } = gateway;
  const verifier = gateway.verifier();
  const token = await gateway.pixToken(merchant, 'pix:read');
  const certificate = new X509Certificate(merchant.certificate.certPem);
  expect(await verifier.verify({ token, certificate, requiredScopes: ['pix:read'] })).toMatchObject({
    accountId: merchant.id,
    clientId: merchant.clientId,
    scopes: ['pix:read'],
    tokenId: decodeJwt(token).jti,
    certificateFingerprint: merchant.certificate.fingerprint,
    verifiedBy: 'signature',
  });
  const colons = merchant.certificate.fingerprint.toUpperCase().replaceAll(/..(?=.)/g, '$&:');
  await verifier.verify({ token, certificate: merchant.certificate.certPem });
  await verifier.verify({ token, certificate: encodeURIComponent(merchant.certificate.certPem) });
  await verifier.verify({ token, certificate: colons });
  const stolen = [undefined, null, '', 'none', api.certificate.certPem, api.certificate.fingerprint];
  const both = `${merchant.certificate.certPem}${api.certificate.certPem}`;
  for (const other of [...stolen, both, encodeURIComponent(both), '%', () => null])
    expect((await refusalOf(verifier.verify({ token, certificate: other }))).code).toBe('invalid_token');
});

test('a token that was issued without a certificate is bound to none', async () => {
  const open = await gateway.proxied.merchant({ pix: 'none' });
  const token = await gateway.pixToken(open, '', null);
  expect((await gateway.verifier().verify({ token })).certificateFingerprint).toBeNull();
});

test('HS256 tokens of avista and service-token are introspected over mutual TLS', async () => {
  const { merchant } = gateway;
  const certificate = merchant.certificate.fingerprint;
  const verifier = gateway.verifier({ introspection: gateway.asApi, audience: ['api', 'avx'] });
  for (const token of [await gateway.avistaToken(merchant), await gateway.serviceToken(merchant)]) {
    expect(decodeProtectedHeader(token).alg).toBe('HS256');
    expect(await verifier.verify({ token, certificate })).toMatchObject({
      accountId: merchant.id,
      clientId: merchant.clientId,
      certificateFingerprint: certificate,
      verifiedBy: 'introspection',
    });
    expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
  }
});

test('an audience that was not named is not taken', async () => {
  const { merchant } = gateway;
  const token = await gateway.serviceToken(merchant);
  const verifier = gateway.verifier({ introspection: gateway.asApi });
  const refusal = await refusalOf(verifier.verify({ token, certificate: merchant.certificate.fingerprint }));
  expect(refusal.detail).toBe('it is of another issuer or for another audience');
});

test('a token of an operator opens nothing', async () => {
  const operator = await gateway.proxied.merchant({ kind: 'operator' });
  const answer = await gateway.proxied.askToken('admin', operator, { client: operator.certificate });
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
  const verifier = gateway.verifier({ introspection: gateway.asApi, audience: ['api', 'admin'] });
  const certificate = operator.certificate.fingerprint;
  expect((await refusalOf(verifier.verify({ token, certificate }))).code).toBe('invalid_token');
});

test('an account that is no resource server learns of its own tokens only; a wrong secret is 503 with the cause in the log', async () => {
  const { merchant, asApi } = gateway;
  const token = await gateway.avistaToken(merchant);
  const certificate = merchant.certificate.fingerprint;
  const other = await gateway.proxied.merchant({ pix: 'tls' });
  const asOther = {
    clientId: other.clientId,
    clientSecret: other.clientSecret,
    tls: { cert: other.certificate.certPem, key: other.certificate.keyPem },
  };
  const ofOtherClient = gateway.verifier({ introspection: asOther });
  expect((await refusalOf(ofOtherClient.verify({ token, certificate }))).code).toBe('invalid_token');
  const wrong = gateway.verifier({ introspection: { ...asApi, clientSecret: 'not the secret' } });
  const bare = { clientId: asApi.clientId, clientSecret: asApi.clientSecret };
  for (const verifier of [wrong, gateway.verifier({ introspection: bare })])
    expect(await refusalOf(verifier.verify({ token, certificate }))).toMatchObject({
      status: 503,
      detail: expect.stringContaining('look at its credential and certificate'),
    });
});

test('a server that the API has no reason to trust is not asked', async () => {
  const { merchant } = gateway;
  const certificate = merchant.certificate.fingerprint;
  const refusal = await refusalOf(
    gateway.verifier({ tls: {} }).verify({ token: await gateway.pixToken(merchant), certificate }),
  );
  expect(refusal.status).toBe(503);
});

test('a revocation shows by introspection at once, for RS256 tokens as well; offline it does not show', async () => {
  const { merchant, management, asApi } = gateway;
  const certificate = merchant.certificate.fingerprint;
  const asking = gateway.verifier({ introspection: asApi, mode: 'introspection' });
  const offline = gateway.verifier({ introspection: asApi });
  const [pix, avista] = [await gateway.pixToken(merchant), await gateway.avistaToken(merchant)];
  for (const token of [pix, avista]) {
    expect((await asking.verify({ token, certificate })).verifiedBy).toBe('introspection');
    await management.revokeTokens.run({ tokenId: String(decodeJwt(token).jti) });
    expect((await refusalOf(asking.verify({ token, certificate }))).code).toBe('invalid_token');
  }
  expect((await refusalOf(offline.verify({ token: avista, certificate }))).code).toBe('invalid_token');
  expect((await offline.verify({ token: pix, certificate })).verifiedBy).toBe('signature');
});

test('suspending the account ends its tokens for an API that asks', async () => {
  const { management, asApi } = gateway;
  const merchant = await gateway.proxied.merchant({ pix: 'tls' });
  const certificate = merchant.certificate.fingerprint;
  const asking = gateway.verifier({ introspection: asApi, mode: 'introspection' });
  const token = await gateway.pixToken(merchant);
  await asking.verify({ token, certificate });
  await management.suspendAccount.run(merchant.id);
  expect((await refusalOf(asking.verify({ token, certificate }))).code).toBe('invalid_token');
});

test('a rotation of keys needs no restart: tokens of the old and of the new key are good', async () => {
  const { merchant, management, proxied } = gateway;
  const certificate = merchant.certificate.fingerprint;
  const verifier = gateway.verifier({ keys: { cooldownSeconds: 1 } });
  const old = await gateway.pixToken(merchant);
  await verifier.verify({ token: old, certificate });
  const { kid } = await management.rotateKey.run({ algorithm: 'RS256', delaySeconds: 120 });
  await letTimePass(proxied.app.database, 121);
  await expect
    .poll(async () => decodeProtectedHeader(await gateway.pixToken(merchant)).kid, { timeout: 10_000 })
    .toBe(kid);
  // Here the key signs before a client could have seen it published: the second of the cooldown may
  // have to pass.
  const fresh = await gateway.pixToken(merchant);
  await expect
    .poll(() => verifier.verify({ token: fresh, certificate }), { timeout: 10_000 })
    .toMatchObject({ accountId: merchant.id });
  await verifier.verify({ token: old, certificate });
});

test('a key that was dropped is trusted for as long as keys are fresh, and no longer', async () => {
  const { merchant, management } = gateway;
  const certificate = merchant.certificate.fingerprint;
  const token = await gateway.pixToken(merchant);
  const verifier = gateway.verifier({ keys: { cooldownSeconds: 1, freshSeconds: 10 } });
  await verifier.verify({ token, certificate });
  await management.revokeKey.run(String(decodeProtectedHeader(token).kid));
  const codeNow = (): Promise<string> =>
    verifier.verify({ token, certificate }).then(
      () => 'good',
      (reason: unknown) => (reason as TokenError).code,
    );
  await expect.poll(codeNow, { timeout: 20_000, interval: 500 }).toBe('invalid_token');
  await expect
    .poll(() => gateway.pixToken(merchant).then((fresh) => verifier.verify({ token: fresh, certificate })))
    .toMatchObject({ accountId: merchant.id });
}, 60_000);
