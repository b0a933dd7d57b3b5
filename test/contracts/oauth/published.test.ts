import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { letTimePass } from '../../keys/deployment.js';
import { managementOn } from '../../management/open-test-management.js';
import { type Answer, ask } from '../../support/ask.js';
import { sharedApp, startApp, type TestApp } from '../../support/test-app.js';
import { askJson, pixTokenIn, published } from '../pix/ask-pix.js';

let app: TestApp;
beforeAll(async () => {
  app = await sharedApp();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(app, { method: 'GET', path: `/.well-known/${path}`, headers });
const keySet = async (): Promise<JSONWebKeySet> =>
  (await get('jwks.json')).json() as unknown as JSONWebKeySet;

test.each(['oauth-authorization-server', 'openid-configuration'])(
  '%s has exactly this in it',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const methods = ['client_secret_basic', 'client_secret_post'];
    expect(answer.json()).toEqual({
      issuer: 'https://auth.example.com',
      token_endpoint: 'https://auth.example.com/oauth/token',
      token_endpoint_auth_methods_supported: [...methods, 'private_key_jwt', 'tls_client_auth'],
      token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
      jwks_uri: 'https://auth.example.com/.well-known/jwks.json',
      introspection_endpoint: 'https://auth.example.com/oauth/introspect',
      introspection_endpoint_auth_methods_supported: methods,
      revocation_endpoint: 'https://auth.example.com/oauth/revoke',
      revocation_endpoint_auth_methods_supported: methods,
      grant_types_supported: ['client_credentials'],
      response_types_supported: ['none'],
      scopes_supported: ['pix:read', 'pix:write', 'balance:read'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      tls_client_certificate_bound_access_tokens: true,
    });
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    expect(answer.headers).toHaveProperty('x-request-id');
  },
);

describe('the key set', () => {
  test('has public keys alone, each with nothing but its public numbers; RSA first, which every client reads', async () => {
    const { keys } = await keySet();
    expect(keys).toEqual([
      {
        ...{ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' },
        kid: expect.stringMatching(/^rs-/) as string,
        n: expect.stringMatching(/^[A-Za-z0-9_-]{342}$/) as string,
      },
      {
        ...{ kty: 'EC', alg: 'ES256', use: 'sig', crv: 'P-256' },
        kid: expect.stringMatching(/^es-/) as string,
        // Always 32 bytes, RFC 7518 section 6.2.1.2.
        x: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
        y: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string,
      },
    ]);
  });

  test('verifies a token of pix, with an independent library', async () => {
    const open = await app.accounts.create({ pix: 'none' });
    const token = pixTokenIn(await askJson(app, published(open)));
    const verified = await jwtVerify(token, createLocalJWKSet(await keySet()), {
      issuer: 'https://auth.example.com',
      audience: 'api',
    });
    expect(verified.payload.sub).toBe(open.id);
  });

  test('is answered with 304 to a client that has it, and with another tag once a key is published', async () => {
    const first = await get('jwks.json');
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^"[A-Za-z0-9_-]{43}"$/);
    expect(first.headers['cache-control']).toBe('public, max-age=300');
    const again = await get('jwks.json', { 'if-none-match': `"other", W/${tag}` });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', tag]);
    const { master, pepper } = {
      master: app.config.secrets.masterKey(),
      pepper: app.config.secrets.pepper(),
    };
    const management = managementOn(app.database.appUrl, pepper, master);
    const before = await keySet();
    const next = await management.rotateKey.run({ algorithm: 'RS256' });
    const kids = async () => (await keySet()).keys.filter(({ alg }) => alg === 'RS256').map(({ kid }) => kid);
    await expect.poll(kids, { timeout: 5000 }).toContain(next.kid);
    expect((await get('jwks.json', { 'if-none-match': tag })).status).toBe(200);

    // Time passes: the next one signs, the one before is retiring and still there, then it is gone.
    const [old] = before.keys;
    await letTimePass(app.database, 3601);
    const open = await app.accounts.create({ pix: 'none' });
    const kid = async () => decodeProtectedHeader(pixTokenIn(await askJson(app, published(open)))).kid;
    await expect.poll(kid, { timeout: 5000 }).toBe(next.kid);
    expect((await kids()).sort()).toEqual([old?.kid, next.kid].sort());
    await letTimePass(app.database, 3900);
    await expect.poll(kids, { timeout: 5000 }).toEqual([next.kid]);
  });

  test('never has a symmetric key, whatever lies in the ring', async () => {
    const rows = await app.database.sql<{ kid: string }>(
      `SELECT kid FROM signing_key WHERE algorithm = 'HS256'`,
    );
    const text = (await get('jwks.json')).body;
    expect(rows.length).toBeGreaterThan(0);
    for (const { kid } of rows) expect(text).not.toContain(kid);
    expect(text).not.toContain('oct');
    expect(text).not.toContain('"k"');
  });
});

test('a short delay of rotation shortens what may be kept to its half', async () => {
  const other = await startApp({ environment: { PORTARIA_KEY_ACTIVATION_DELAY_SECONDS: '120' } });
  const answer = await ask(other, { method: 'GET', path: '/.well-known/jwks.json' });
  expect(answer.headers['cache-control']).toBe('public, max-age=60');
});

test('what is published answers GET and HEAD alone, and its errors are never kept', async () => {
  const head = await ask(app, { method: 'HEAD', path: '/.well-known/jwks.json' });
  expect([head.status, head.body]).toEqual([200, '']);
  const answer = await ask(app, { path: '/.well-known/jwks.json' });
  expect(answer.status).toBe(405);
  expect(answer.headers).toMatchObject({ allow: 'GET, HEAD', 'cache-control': 'no-store' });
});
