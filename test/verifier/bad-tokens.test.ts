import { createHmac, createPublicKey, randomBytes } from 'node:crypto';
import { CompactEncrypt, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Verifier } from '../../packages/verifier/src/verifier.js';
import { goodClaims, type Issuer, nowSeconds, openIssuer, refusalOf } from './issuer.js';

let issuer: Issuer;
let verifier: Verifier;
beforeAll(async () => {
  issuer = await openIssuer();
  // With introspection, so that nothing is refused for want of it; what gets as far as that is seen in `asked`.
  verifier = issuer.verifier({ introspection: { clientId: 'api', clientSecret: 'of the api' } });
  await verifier.verify({ token: await issuer.sign() });
});

const kid = (): string => issuer.jwks().keys[0]?.kid ?? '';
const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
/** With an HMAC of whatever key. */
const hmacToken = (key: Buffer | string, header: object = {}, claims: object | string = {}): string => {
  const body = typeof claims === 'string' ? claims : { ...goodClaims(issuer.url), ...claims };
  const text = `${part({ alg: 'HS256', typ: 'JWT', kid: 'hs-1', ...header })}.${part(body)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const publicPem = (): string =>
  createPublicKey({ key: issuer.jwks().keys[0] ?? {}, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString();

test('a good token is accepted, and its claims are returned', async () => {
  const token = await verifier.verify({
    authorization: `bearer ${await issuer.sign()}`,
    requiredScopes: ['pix:read'],
  });
  expect(token).toMatchObject({
    accountId: '7',
    subject: '7',
    clientId: 'account-7-0badcafe',
    scopes: ['pix:read', 'pix:write'],
    tokenId: '0199f1de-7d4f-7000-8000-000000000001',
    certificateFingerprint: null,
    verifiedBy: 'signature',
    claims: { sec: '9' },
  });
  expect(token.expiresAt.getTime() - token.issuedAt.getTime()).toBe(1_800_000);
});

test("a user's token and a service token name their account, and it is never the user's number", async () => {
  const user = { sub: '12', account: '7', session_state: 'f', client_id: 'integration-api' };
  expect(await verifier.verify({ token: await issuer.sign(user) })).toMatchObject({
    accountId: '7',
    subject: '12',
  });
  const service = { sub: 'platform', account: '7', client_id: undefined, clientId: 'merchant.one' };
  expect(await verifier.verify({ token: await issuer.sign(service) })).toMatchObject({
    accountId: '7',
    clientId: 'merchant.one',
  });
  const nameless = await refusalOf(
    verifier.verify({ token: await issuer.sign({ ...user, account: undefined }) }),
  );
  expect(nameless.detail).toBe('it names no account');
});

/** Name, token. All of them are `Invalid token`, and none is worth a question to the gateway. */
const bad: [name: string, make: () => string | Promise<string>][] = [
  ['alg none', () => `${part({ alg: 'none', typ: 'JWT', kid: kid() })}.${part(goodClaims(issuer.url))}.`],
  [
    'alg none with a signature',
    () => `${part({ alg: 'none', typ: 'JWT', kid: kid() })}.${part(goodClaims(issuer.url))}.YQ`,
  ],
  ['alg nOnE', () => `${part({ alg: 'nOnE', typ: 'JWT', kid: kid() })}.${part(goodClaims(issuer.url))}.YQ`],
  [
    'alg as a list',
    () => `${part({ alg: ['RS256'], typ: 'JWT', kid: kid() })}.${part(goodClaims(issuer.url))}.YQ`,
  ],
  [
    'RS256 in the header over an HMAC by the public key',
    () => hmacToken(publicPem(), { alg: 'RS256', kid: kid() }),
  ],
  [
    'RS512',
    async () => (await issuer.sign()).replace(/^[^.]+/, part({ alg: 'RS512', typ: 'JWT', kid: kid() })),
  ],
  [
    'another signature',
    async () => (await issuer.sign()).replace(/[^.]+$/, randomBytes(256).toString('base64url')),
  ],
  [
    'other claims under the same signature',
    async () =>
      (await issuer.sign()).replace(/\.[^.]+\./, `.${part({ ...goodClaims(issuer.url), sub: '8' })}.`),
  ],
  [
    'a key of another issuer under our kid',
    async () =>
      new SignJWT(goodClaims(issuer.url))
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: kid() })
        .sign((await generateKeyPair('RS256')).privateKey),
  ],
  [
    'a key that it brings with it',
    async () => issuer.sign({}, { kid: 'mine', jwk: issuer.jwks().keys[0], jku: `${issuer.url}/mine` }),
  ],
  ['no kid', () => issuer.sign({}, { kid: undefined })],
  ['a kid with a path', () => issuer.sign({}, { kid: '../../etc/passwd' })],
  ['a kid with SQL', () => issuer.sign({}, { kid: "' OR 1=1 --" })],
  ['a kid that is a number', () => issuer.sign({}, { kid: 7 })],
  ['crit', () => issuer.sign({}, { crit: ['b64'], b64: true })],
  [
    'an unknown crit',
    async () =>
      (await issuer.sign()).replace(/^[^.]+/, part({ alg: 'RS256', typ: 'JWT', kid: kid(), crit: ['x'] })),
  ],
  [
    'b64 false',
    async () =>
      (await issuer.sign()).replace(/^[^.]+/, part({ alg: 'RS256', typ: 'JWT', kid: kid(), b64: false })),
  ],
  ['typ of another kind', () => issuer.sign({}, { typ: 'dpop+jwt' })],
  ['no typ', () => issuer.sign({}, { typ: undefined })],
  ['HS256 as at+jwt', () => hmacToken('key', { typ: 'at+jwt' })],
  ['a token within a token', () => issuer.sign({}, { cty: 'JWT' })],
  [
    'an encrypted token',
    async () =>
      new CompactEncrypt(Buffer.from('{}'))
        .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
        .encrypt(createPublicKey(publicPem())),
  ],
  ['17 kB', () => issuer.sign({ pad: 'x'.repeat(17 * 1024) })],
  [
    'a claim said twice',
    () => hmacToken('key', {}, JSON.stringify(goodClaims(issuer.url)).replace('{', '{"sub":"8",')),
  ],
  [
    'a claim said twice, once with an escape',
    () => hmacToken('key', {}, JSON.stringify(goodClaims(issuer.url)).replace('{', '{"\\u0073ub":"8",')),
  ],
  [
    'a header said twice',
    () => hmacToken('key').replace(/^[^.]+/, part('{"alg":"none","alg":"HS256","typ":"JWT","kid":"hs-1"}')),
  ],
  ['exp as a string', () => issuer.sign({ exp: String(nowSeconds() + 1800) as unknown as number })],
  ['no exp', () => issuer.sign({ exp: undefined })],
  [
    'exp without an end',
    () => hmacToken('key', {}, JSON.stringify(goodClaims(issuer.url)).replace(/"exp":\d+/, '"exp":1e999')),
  ],
  ['iat as a string', () => issuer.sign({ iat: '1' as unknown as number })],
  ['of the future', () => issuer.sign({ iat: nowSeconds() + 60 })],
  ['not yet good', () => issuer.sign({ nbf: nowSeconds() + 60 })],
  ['another issuer', () => issuer.sign({ iss: `${issuer.url}/` })],
  ['the audience of operators', () => issuer.sign({ aud: 'admin' })],
  ['an audience among others', () => issuer.sign({ aud: ['api', 'admin'] })],
  ['no jti', () => issuer.sign({ jti: undefined })],
  ['no client', () => issuer.sign({ client_id: undefined })],
  ['no sub', () => issuer.sign({ sub: undefined })],
  ['a sub that is no account', () => issuer.sign({ sub: 'admin' })],
  ['scopes as a list', () => issuer.sign({ scope: ['pix:read'] })],
  ['a binding of an unknown kind', () => issuer.sign({ cnf: { jkt: 'x' } })],
  ['a binding that is none', () => issuer.sign({ cnf: null })],
  ['claims that are a list', () => hmacToken('key', {}, '[1]')],
  [
    'claims that are no UTF-8',
    () => hmacToken('key').replace(/\.[^.]+\./, `.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.`),
  ],
  [
    'claims as deep as they are long',
    () => hmacToken('key', {}, `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`),
  ],
  ['no JSON', () => 'YQ.YQ.YQ'],
  ['two parts', () => 'YQ.YQ'],
  ['plain base64', async () => `${await issuer.sign()}==`],
];

describe('what is no good token', () => {
  test.each(bad)('%s: 401, and the gateway is not asked about it', async (_name, make) => {
    const token = await make();
    const askedBefore = issuer.requested.filter((path) => path === '/ask').length;
    const refusal = await refusalOf(verifier.verify({ token }));
    expect(refusal).toMatchObject({
      status: 401,
      message: 'Invalid token',
      code: 'invalid_token',
      wwwAuthenticate: 'Bearer error="invalid_token"',
    });
    expect(issuer.requested.filter((path) => path === '/ask')).toHaveLength(askedBefore);
    // Nothing of the token may get into a log by way of its refusal.
    for (const piece of token.split('.').filter((text) => text.length > 20)) {
      expect(`${refusal.detail} ${JSON.stringify(refusal.body)}`).not.toContain(piece);
    }
  });

  test('an HMAC by the public key goes to the gateway, which says no', async () => {
    const refusal = await refusalOf(verifier.verify({ token: hmacToken(publicPem()) }));
    expect(refusal).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(issuer.requested.at(-1)).toBe('/ask');
  });
});

test('a name within a string, or the same one at two depths, is not said twice', async () => {
  const claims = { note: '{"sub":"8","sub":"9"}', deep: { sub: '8', list: [{ sub: '9' }, { sub: '9' }] } };
  expect((await verifier.verify({ token: await issuer.sign(claims) })).claims).toMatchObject(claims);
});

test('an expired token is refused as expired, with the skew of clocks allowed', async () => {
  const expired = await refusalOf(verifier.verify({ token: await issuer.sign({ exp: nowSeconds() - 31 }) }));
  expect(expired).toMatchObject({
    status: 401,
    message: 'Expired token',
    wwwAuthenticate: 'Bearer error="invalid_token"',
    body: { statusCode: 401, error: 'Unauthorized', message: 'Expired token', code: 'expired_token' },
  });
  await verifier.verify({ token: await issuer.sign({ exp: nowSeconds() - 20 }) });
  await verifier.verify({ token: await issuer.sign({ iat: nowSeconds() + 20 }) });
  const strict = issuer.verifier({ clockToleranceSeconds: 0 });
  expect((await refusalOf(strict.verify({ token: await issuer.sign({ exp: nowSeconds() - 1 }) }))).code).toBe(
    'expired_token',
  );
  // That it has expired is said of nothing that is wrong besides.
  const foreign = await issuer.sign({ exp: nowSeconds() - 100, aud: 'admin' });
  expect((await refusalOf(verifier.verify({ token: foreign }))).code).toBe('invalid_token');
});

test('a scope that is missing: 403 that names what is needed', async () => {
  const requiredScopes = ['pix:read', 'balance:read'];
  expect(await refusalOf(verifier.verify({ token: await issuer.sign(), requiredScopes }))).toMatchObject({
    status: 403,
    message: 'Permission denied',
    wwwAuthenticate: 'Bearer error="insufficient_scope", scope="pix:read balance:read"',
  });
  // No scope is part of another, and an empty list is no scope.
  for (const scope of ['', 'pix:reads', 'PIX:READ', undefined]) {
    const refusal = await refusalOf(
      verifier.verify({ token: await issuer.sign({ scope }), requiredScopes: ['pix:read'] }),
    );
    expect(refusal.code).toBe('insufficient_scope');
  }
});

test('no token: a challenge without an error', async () => {
  for (const authorization of [
    undefined,
    '',
    [],
    'Basic YTpi',
    'Token abc',
    'Bearerabc',
    'Bearer',
    'Bearer ',
  ]) {
    expect(await refusalOf(verifier.verify({ authorization }))).toMatchObject({
      status: 401,
      message: 'Token not provided',
      wwwAuthenticate: 'Bearer',
    });
  }
});

test('two Authorization headers, or more than a token in one, are refused', async () => {
  const good = `Bearer ${await issuer.sign()}`;
  for (const authorization of [
    [good, good],
    [good, ''],
    `${good} more`,
    `${good}, ${good}`,
    'Bearer a\u0000b',
  ]) {
    expect((await refusalOf(verifier.verify({ authorization }))).code).toBe('invalid_token');
  }
});

test('the worst that fits into a header is refused within a tenth of a second', async () => {
  const worst = [
    `${part(`{"alg":"RS256","a":"${'\\'.repeat(11_000)}`)}.YQ.YQ`,
    `${part('{"":0,'.repeat(2000))}.YQ.YQ`,
    `${part(`{"a":${'"x",'.repeat(2500)}1}`)}.YQ.YQ`,
    `${part(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`)}.YQ.YQ`,
    `${part(`{"a":"x"${' '.repeat(12_000)}}`)}.YQ.YQ`,
    '.'.repeat(16 * 1024),
    'A'.repeat(16 * 1024),
  ];
  for (const token of worst) {
    const began = performance.now();
    expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
    expect(performance.now() - began).toBeLessThan(100);
  }
});
