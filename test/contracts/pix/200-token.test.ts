import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import { type Answer, askToken } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp, startApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, pixTokenIn, posted, published, shown } from './ask-pix.js';

let app: TestApp;
let pem: string;
let account: TestAccount;
beforeAll(async () => {
  app = await sharedApp();
  pem = (await makeCertificate()).certPem;
  account = await app.accounts.create({ pix: 'tls', certificate: pem });
});

const grant = { grant_type: 'client_credentials' };

/** Every kind of request, and the `typ` of its tokens. */
const kinds: [string, string, () => Promise<Answer>][] = [
  ['A, the published JSON', 'JWT', () => askJson(app, published(account), { headers: shown(pem) })],
  ['B with client_secret_post', 'at+jwt', () => askForm(app, posted(account), { headers: shown(pem) })],
  [
    'B with client_secret_basic',
    'at+jwt',
    () => askForm(app, grant, { headers: { ...shown(pem), authorization: basic(account) } }),
  ],
  [
    'C, Basic beside JSON',
    'at+jwt',
    () => askJson(app, grant, { headers: { ...shown(pem), authorization: basic(account) } }),
  ],
];

describe.each(kinds)('request %s', (_name, typ, request) => {
  test(`gets a token of 3600 seconds: RS256, ${typ}, bound to the certificate`, async () => {
    const answer = await request();
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'pix:read pix:write balance:read',
    });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
    const token = pixTokenIn(answer);
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'RS256',
      typ,
      kid: expect.stringMatching(/^rs-[0-9a-f]{16}$/) as string,
    });
    const claims = decodeJwt(token);
    const thumbprint = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string;
    expect(claims).toEqual({
      iss: 'https://auth.example.com',
      aud: 'api',
      sub: account.id,
      client_id: account.clientId,
      scope: 'pix:read pix:write balance:read',
      iat: expect.any(Number) as number,
      exp: (claims.iat ?? 0) + 3600,
      jti: expect.any(String) as string,
      sec: account.secretId,
      crt: thumbprint,
      cnf: { 'x5t#S256': thumbprint },
    });
    const [row] = await app.database.sql('SELECT contract FROM token_issuance WHERE jti = $1', [claims.jti]);
    expect(row).toEqual({ contract: 'pix' });
  });
});

test('asked scopes narrow what the credential may have, in its order', async () => {
  const answer = await askForm(
    app,
    { ...posted(account), scope: 'balance:read pix:read' },
    { headers: shown(pem) },
  );
  expect(answer.json()).toMatchObject({ scope: 'pix:read balance:read' });
  expect(decodeJwt(pixTokenIn(answer))['scope']).toBe('pix:read balance:read');
});

test('without a certificate a credential with the policy none gets a token that is bound to none', async () => {
  const open = await app.accounts.create({ pix: 'none' });
  const claims = decodeJwt(pixTokenIn(await askJson(app, published(open))));
  expect(claims).toMatchObject({ sub: open.id });
  expect(claims).not.toHaveProperty('cnf');
  expect(claims).not.toHaveProperty('crt');
});

test('who needs no certificate and shows one over TLS is bound to it', async () => {
  const open = await app.accounts.create({ pix: 'none', certificate: pem });
  const answer = await askJson(app, published(open), { headers: shown(pem) });
  expect(decodeJwt(pixTokenIn(answer))).toHaveProperty('cnf');
});

test('at the header listener the certificate in the header is enough for the policy header, and binds nothing', async () => {
  const other = await app.accounts.create({ pix: 'header', certificate: pem });
  const headers = { 'x-header-client-cert': encodeURIComponent(pem) };
  const answer = await askJson(app, published(other), { listener: 'header', headers });
  const claims = decodeJwt(pixTokenIn(answer));
  expect(claims).toHaveProperty('crt');
  expect(claims).not.toHaveProperty('cnf');
});

test.each(['with space +1', '100%! at last', 'a:b:c:d:e', 'tilde~and*star'])(
  'HTTP Basic takes the secret "%s" as it is, and form-encoded as RFC 6749 has it',
  async (customSecret) => {
    const chosen = await app.accounts.create({ pix: 'none', customSecret });
    const encoded = new URLSearchParams({ x: customSecret }).toString().slice(2);
    for (const clientSecret of [customSecret, encoded]) {
      const authorization = basic({ clientId: chosen.clientId, clientSecret });
      expect((await askForm(app, grant, { headers: { authorization } })).status).toBe(200);
    }
  },
);

test('a custom secret that would be refused today, and was taken once, still gets a token', async () => {
  const earlier = await app.accounts.create({ pix: 'none', customSecret: 'Senha@2026' });
  expect((await askForm(app, posted(earlier))).status).toBe(200);
});

test('a lifetime that is configured is the one that is given', async () => {
  const other = await startApp({ environment: { PORTARIA_PIX_TOKEN_SECONDS: '600' } });
  const open = await other.accounts.create({ pix: 'none' });
  const answer = await askJson(other, published(open));
  const { iat = 0, exp } = decodeJwt(pixTokenIn(answer));
  expect(answer.json()).toMatchObject({ expires_in: 600 });
  expect(exp).toBe(iat + 600);
});

test('tokens of avista stay HS256 JWTs of 1800 seconds', async () => {
  const answer = await askToken(app, account, pem);
  expect(answer.json()).toMatchObject({ expires_in: 1800 });
  expect(decodeProtectedHeader(String(answer.json()['access_token']))).toMatchObject({
    alg: 'HS256',
    typ: 'JWT',
  });
});
