import { createPrivateKey, createPublicKey, createSecretKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { TestAccount } from '../../support/accounts.js';
import { type Answer, ask, askToken, tokenIn } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, pixTokenIn, posted, published, shown } from '../pix/ask-pix.js';

const masterKey = Buffer.alloc(32, 8);
let app: TestApp;
let pem: string;
let client: TestAccount;
let other: TestAccount;
let server: TestAccount;
beforeAll(async () => {
  app = await startApp({ environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') } });
  pem = (await makeCertificate()).certPem;
  client = await app.accounts.create({ pix: 'tls', certificate: pem });
  other = await app.accounts.create({ pix: 'none' });
  server = await app.accounts.create({ pix: 'none', resourceServer: true });
});

const tokenOf = async (account: TestAccount): Promise<string> =>
  pixTokenIn(await askJson(app, published(account), { headers: shown(account === client ? pem : null) }));

const introspect = (who: TestAccount, token: string, headers: Record<string, string> = {}): Promise<Answer> =>
  askForm(
    app,
    { token, client_id: who.clientId, client_secret: who.clientSecret },
    { path: '/oauth/introspect', headers },
  );

const credentialsOf = ({ clientId, clientSecret }: TestAccount) => ({
  client_id: clientId,
  client_secret: clientSecret,
});

const expectInactive = (answer: Answer): void => {
  expect([answer.status, answer.body]).toEqual([200, '{"active":false}']);
};

describe('a good token', () => {
  test('is told to the client to which it was given, with what it is bound to', async () => {
    const answer = await introspect(client, await tokenOf(client), shown(pem));
    expect(answer.status).toBe(200);
    const { iat, exp } = answer.json() as { iat: number; exp: number };
    expect(exp - iat).toBe(3600);
    expect(answer.json()).toEqual({
      active: true,
      scope: 'pix:read pix:write balance:read',
      client_id: client.clientId,
      token_type: 'Bearer',
      exp,
      iat,
      sub: client.id,
      aud: 'api',
      iss: 'https://auth.example.com',
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      cnf: { 'x5t#S256': expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string },
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('is told to a resource server, also one of avista, and whatever hint comes with it', async () => {
    const avista = tokenIn(await askToken(app, client, pem));
    for (const token of [avista, await tokenOf(client), await tokenOf(other)]) {
      expect((await introspect(server, token)).json()).toMatchObject({ active: true });
      const form = { token, token_type_hint: 'refresh_token' };
      const headers = { authorization: basic(server) };
      expect((await askForm(app, form, { path: '/oauth/introspect', headers })).json()).toMatchObject({
        active: true,
      });
    }
  });

  test('is told to no other client', async () => {
    expectInactive(await introspect(other, await tokenOf(client)));
    expectInactive(await introspect(client, await tokenOf(other), shown(pem)));
  });

  test('is none any more as soon as its account is suspended, for who asks at the very next moment', async () => {
    const gone = await app.accounts.create({ pix: 'none' });
    const token = await tokenOf(gone);
    expect((await introspect(server, token)).json()).toMatchObject({ active: true });
    await app.database.sql(
      `INSERT INTO revocation (kind, subject, effective_at, expires_at)
       VALUES ('account', $1, clock_timestamp() + interval '1 second', now() + interval '1 hour')`,
      [gone.id],
    );
    expectInactive(await introspect(server, token));
  });
});

test('the mark of a resource server counts from the moment on which it is given or taken', async () => {
  const asking = await app.accounts.create({ pix: 'none' });
  const token = await tokenOf(other);
  const mark = (yes: boolean) =>
    app.database.sql('UPDATE account SET resource_server = $2 WHERE id = $1', [asking.id, yes]);
  expectInactive(await introspect(asking, token));
  await mark(true);
  expect((await introspect(asking, token)).json()).toMatchObject({ active: true });
  await mark(false);
  expectInactive(await introspect(asking, token));
});

describe('no token of ours:', () => {
  const keyOf = async (algorithm: string): Promise<{ kid: string; bytes: Buffer }> => {
    const [row] = await app.database.sql<{ kid: string; sealed: Buffer }>(
      `SELECT kid, sealed FROM signing_key WHERE use = 'sig' AND algorithm = $1 AND state = 'active'`,
      [algorithm],
    );
    const { kid = '', sealed = Buffer.alloc(0) } = row ?? {};
    return { kid, bytes: new Sealer(() => masterKey).open(sealed, `${kid}|${algorithm}|sig`) };
  };

  /** Claims that would be believed of anybody who signs them. */
  const claims = (more: object = {}) => {
    const iat = Math.floor(Date.now() / 1000);
    return {
      ...{ iss: 'https://auth.example.com', aud: 'api', sub: client.id, client_id: client.clientId },
      ...{ scope: 'pix:read', iat, exp: iat + 600, sec: client.secretId },
      jti: randomUUID().replace(/^(.{14})4/, '$17'),
      ...more,
    };
  };

  test('the claims of these tests are believed when the right key signs them', async () => {
    const { kid, bytes } = await keyOf('RS256');
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid })
      .sign(key);
    expect((await introspect(server, token)).json()).toMatchObject({ active: true });
  });

  test('HS256 with the published RSA key as its secret, in every way to write that down', async () => {
    const { kid, bytes } = await keyOf('RS256');
    const publicKey = createPublicKey(createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }));
    const secrets = [
      publicKey.export({ format: 'pem', type: 'spki' }),
      publicKey.export({ format: 'pem', type: 'pkcs1' }),
      publicKey.export({ format: 'der', type: 'spki' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
      Buffer.from(String(publicKey.export({ format: 'jwk' }).n), 'base64url'),
    ];
    const hmac = await keyOf('HS256');
    for (const secret of secrets)
      for (const named of [kid, hmac.kid]) {
        const token = await new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: named })
          .sign(createSecretKey(Buffer.from(secret)));
        expectInactive(await introspect(server, token));
      }
  });

  test('a good signature under the name of the other algorithm, or of a kind that is not given', async () => {
    const [rsa, hmac] = [await keyOf('RS256'), await keyOf('HS256')];
    const key = createPrivateKey({ key: rsa.bytes, format: 'der', type: 'pkcs8' });
    const secret = createSecretKey(hmac.bytes);
    const tokens = await Promise.all([
      new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: hmac.kid }).sign(key),
      new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: rsa.kid }).sign(secret),
      new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: hmac.kid }).sign(secret),
      new SignJWT(claims()).setProtectedHeader({ alg: 'PS256', typ: 'JWT', kid: rsa.kid }).sign(key),
      new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(key),
      new SignJWT(claims({ aud: 'admin' }))
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: hmac.kid })
        .sign(secret),
      new SignJWT(claims({ iss: 'https://auth.example.com/' }))
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: rsa.kid })
        .sign(key),
      new SignJWT(claims({ exp: 1 }))
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: rsa.kid })
        .sign(key),
      new SignJWT(claims({ exp: Math.floor(Date.now() / 1000) - 5 }))
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: rsa.kid })
        .sign(key),
    ]);
    for (const token of tokens) expectInactive(await introspect(server, token));
  });

  test('an unsigned one, a changed one, an operator token, and what is no token at all', async () => {
    const good = await tokenOf(other);
    const [head = '', payload = ''] = good.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const operator = await app.accounts.create({ kind: 'operator', certificate: pem });
    const admin = tokenIn(await askToken(app, operator, pem, { listener: 'admin' }));
    const texts = [
      `${none}.${payload}.`,
      `${head}.${payload}.`,
      `${good}x`,
      admin,
      'x',
      'é',
      '.',
      'a.b.c',
      'x'.repeat(9000),
    ];
    for (const text of texts) expectInactive(await introspect(server, text));
  });
});

test.each(['/oauth/introspect', '/oauth/revoke'])('a caller of %s must authenticate: 401', async (path) => {
  const headers = { authorization: basic({ ...other, clientSecret: 'wrong-secret' }) };
  const answers = [
    await askForm(app, { token: 'x' }, { path }),
    await ask(app, { method: 'POST', path }),
    await askForm(app, { token: 'x' }, { path, headers }),
    await askForm(app, { token: 'x', client_id: other.clientId, client_secret: 'wrong-secret' }, { path }),
    // A certificate is missing.
    await askForm(app, { token: 'x', ...credentialsOf(client) }, { path }),
  ];
  for (const answer of answers) {
    expect([answer.status, answer.json()['error']]).toEqual([401, 'invalid_client']);
    expect(answer.headers['www-authenticate']).toMatch(/^Basic /);
  }
});

describe('the endpoint answers as the token endpoint does', () => {
  const path = '/oauth/introspect';
  test('in a form, with one token', async () => {
    const { clientId: client_id, clientSecret: client_secret } = other;
    const form = new URLSearchParams({ client_id, client_secret }).toString();
    const answers = await Promise.all([
      askForm(app, form, { path }),
      askForm(app, `${form}&token=a&token=b`, { path }),
      askJson(app, { token: 'x', client_id, client_secret }, { path }),
    ]);
    for (const answer of answers)
      expect([answer.status, answer.json()['error']]).toEqual([400, 'invalid_request']);
    expect((await askForm(app, posted(other), { path, method: 'PUT' })).status).toBe(405);
  });
  test('who may not use pix is unauthorized_client', async () => {
    const avistaOnly = await app.accounts.create({ certificate: pem });
    const answer = await introspect(avistaOnly, 'x', shown(pem));
    expect([answer.status, answer.json()['error']]).toEqual([400, 'unauthorized_client']);
  });
});
