import { execFile } from 'node:child_process';
import {
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CompactEncrypt, type JWTHeaderParameters, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { BearerTokenError } from '../../src/core/tokens/bearer-token-error.js';
import type { KnownRevocations } from '../../src/core/tokens/revocation.js';
import { JwtVerifier } from '../../src/crypto/tokens/jwt-verifier.js';
import type { KeyRing, SigningKey } from '../../src/crypto/tokens/key-ring.js';
import { firstAnswer, sendRaw } from '../http/nginx/support.js';
import { openRing } from '../keys/deployment.js';
import { afterFile } from '../support/cleanup.js';
import { type ApiAnswer, challenges, type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

/** Whatever is wrong with a token, the API behind us does not hear of it. Some are signed with our own keys. */
let proxied: ProxiedApis;
let holder: Holder;
let ring: KeyRing;
let caFile: string;
const run = promisify(execFile);
let [hs, rs, es]: [SigningKey?, SigningKey?, SigningKey?] = [];
beforeAll(async () => {
  const masterKey = randomBytes(32);
  proxied = await startApis({ environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') } });
  holder = await proxied.holder();
  const folder = await mkdtemp(join(tmpdir(), 'portaria-ca-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  caFile = join(folder, 'ca.pem');
  await writeFile(caFile, proxied.proxy.ca.certPem);
  ring = openRing(proxied.app, masterKey);
  await ring.reload();
  [hs, rs, es] = [ring.active('HS256'), ring.active('RS256'), ring.active('ES256')];
});

const everFresh: KnownRevocations = {
  refresh: () => Promise.resolve(),
  isFresh: () => true,
  effectiveAtMs: () => null,
};

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const claims = (): Record<string, unknown> => ({
  iss: 'https://auth.example.com',
  aud: 'api',
  sub: holder.id,
  client_id: holder.clientId,
  scope: 'pix:read',
  iat: nowSeconds(),
  exp: nowSeconds() + 600,
  jti: `0199a000-0000-7000-8000-${randomBytes(6).toString('hex')}`,
  sec: holder.secretId,
});

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (
  more: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
  key: SigningKey | undefined = hs,
): Promise<string> => {
  if (!key) throw new Error('no key');
  const { crit, ...rest } = header;
  return new SignJWT({ ...claims(), ...more })
    .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', kid: key.kid, ...rest, ...(crit && { crit }) })
    .sign(key.key, crit ? { crit: Object.fromEntries(crit.map((name) => [name, false])) } : {});
};

const withKey = (key: KeyObject, header: JWTHeaderParameters): Promise<string> =>
  new SignJWT(claims()).setProtectedHeader(header).sign(key);

const expectInvalid = (answer: ApiAnswer, challenge = challenges.invalid, words = 'Invalid token'): void => {
  expect([answer.status, answer.json['message']]).toEqual([401, words]);
  expect(answer.headers['www-authenticate']).toBe(challenge);
  expect(proxied.received).toEqual([]);
};

test('what the test signs itself is good otherwise', async () => {
  expect((await proxied.use('GET /cob', { token: await signed() })).status).toBe(200);
  expect((await proxied.use('GET /cob', { token: await signed({}, {}, rs) })).status).toBe(200);
  expect((await proxied.use('GET /cob', { token: await signed({}, {}, es) })).status).toBe(200);
  const accessToken = await signed({}, { typ: 'at+jwt' }, rs);
  expect((await proxied.use('GET /cob', { token: accessToken })).status).toBe(200);
  proxied.received.length = 0;
});

const publicPem = (signing = rs): string =>
  createPublicKey(signing?.key ?? '')
    .export({ type: 'spki', format: 'pem' })
    .toString();

/** A token under the ES256 key whose signature is made of the right one. */
const withSignature = async (change: (signature: Buffer) => Buffer): Promise<string> => {
  const [header = '', payload = '', signature = ''] = (await signed({}, {}, es)).split('.');
  return `${header}.${payload}.${change(Buffer.from(signature, 'base64url')).toString('base64url')}`;
};

/** Both halves of 32 bytes, RFC 7518 section 3.4. */
const [r, s] = [
  (signature: Buffer) => signature.subarray(0, 32),
  (signature: Buffer) => signature.subarray(32),
];
const zero = Buffer.alloc(32);
/** The order of P-256: a number that is no smaller is no r and no s. */
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

/** The signature as X.509 has it, a SEQUENCE of two INTEGERs. */
const derSigned = async (): Promise<string> => {
  const [header = '', payload = ''] = (await signed({}, {}, es)).split('.');
  const der = sign('sha256', Buffer.from(`${header}.${payload}`), es?.key ?? '');
  return `${header}.${payload}.${der.toString('base64url')}`;
};

/** A good signature under the right key, whose header names what the key does not sign. */
const es256Named = (alg: string, kid: string | undefined): string => {
  const text = `${base64url({ alg, typ: 'JWT', kid })}.${base64url(claims())}`;
  if (!es) throw new Error('no key');
  const signature = sign('sha256', Buffer.from(text), { key: es.key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
};

const bad: Record<string, () => string | Promise<string>> = {
  'alg none': () => `${base64url({ alg: 'none', typ: 'JWT', kid: hs?.kid })}.${base64url(claims())}.`,
  'alg none with our signature': async () => {
    const [, payload = '', signature = ''] = (await signed()).split('.');
    return `${base64url({ alg: 'none', typ: 'JWT', kid: hs?.kid })}.${payload}.${signature}`;
  },
  'HS256 signed with the RSA public key': () =>
    withKey(createSecretKey(Buffer.from(publicPem())), { alg: 'HS256', typ: 'JWT', kid: rs?.kid ?? '' }),
  'HS256 signed with the RSA public key, without kid': () =>
    withKey(createSecretKey(Buffer.from(publicPem())), { alg: 'HS256', typ: 'JWT' }),
  'HS256 signed with the P-256 public key': () =>
    withKey(createSecretKey(Buffer.from(publicPem(es))), { alg: 'HS256', typ: 'JWT', kid: es?.kid ?? '' }),
  'ES256 under the kid of the HMAC key': () => signed({}, { kid: hs?.kid ?? '' }, es),
  'ES256 under the kid of the RSA key': () => signed({}, { kid: rs?.kid ?? '' }, es),
  'HS256 under the kid of the P-256 key': () => signed({}, { kid: es?.kid ?? '' }),
  'RS256 under the kid of the P-256 key': () => signed({}, { kid: es?.kid ?? '' }, rs),
  'an ES256 signature that is called RS256': () => es256Named('RS256', es?.kid),
  'an ES256 signature that is called ES384': () => es256Named('ES384', es?.kid),
  'an ES256 signature that is called none': () => es256Named('none', es?.kid),
  'ES256 by another key': () =>
    withKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, {
      ...{ alg: 'ES256', typ: 'JWT', kid: es?.kid ?? '' },
    }),
  'an ES256 signature in DER': derSigned,
  'an ES256 signature of r alone': () => withSignature(r),
  'an ES256 signature of 63 bytes': () => withSignature((signature) => signature.subarray(0, 63)),
  'an ES256 signature of 65 bytes': () =>
    withSignature((signature) => Buffer.concat([signature, zero.subarray(31)])),
  'an ES256 signature of 96 bytes, as P-384 has it': () =>
    withSignature((signature) =>
      Buffer.concat([zero.subarray(16), r(signature), zero.subarray(16), s(signature)]),
    ),
  'an ES256 signature of nothing': () => withSignature(() => Buffer.alloc(0)),
  'an ES256 signature of zeros': () => withSignature(() => Buffer.alloc(64)),
  'an ES256 signature whose r is zero': () =>
    withSignature((signature) => Buffer.concat([zero, s(signature)])),
  'an ES256 signature whose s is zero': () =>
    withSignature((signature) => Buffer.concat([r(signature), zero])),
  'an ES256 signature of the order of the curve': () => withSignature(() => Buffer.concat([order, order])),
  'an ES256 signature whose s is the order': () =>
    withSignature((signature) => Buffer.concat([r(signature), order])),
  'an unknown kid': () => signed({}, { kid: 'unknown' }),
  'no kid': () => signed({}, { kid: '' }),
  'a kid with a path in it': () => signed({}, { kid: '../../../../dev/null' }),
  'a kid with SQL in it': () => signed({}, { kid: "x' OR '1'='1" }),
  'the kid of another algorithm': () => signed({}, { kid: rs?.kid ?? '' }),
  'a critical header': () => signed({}, { crit: ['urn:x'], 'urn:x': true }),
  'a payload that is not encoded (b64)': () => signed({}, { crit: ['b64'], b64: true }),
  'another type': () => signed({}, { typ: 'at+jwt' }),
  'no type': async () => {
    const key = hs?.key ?? createSecretKey(randomBytes(32));
    return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: hs?.kid ?? '' }).sign(key);
  },
  'another issuer': () => signed({ iss: 'https://auth.example.com/' }),
  'the audience of operators': () => signed({ aud: 'admin' }),
  'another audience': () => signed({ aud: 'other' }),
  'two audiences': () => signed({ aud: ['api', 'admin'] }),
  'exp as a text': () => signed({ exp: String(nowSeconds() + 600) }),
  'no exp': () => signed({ exp: undefined }),
  'no iat': () => signed({ iat: undefined }),
  'an iat of the future': () => signed({ iat: nowSeconds() + 300 }),
  'an nbf of the future': () => signed({ nbf: nowSeconds() + 300 }),
  'no jti': () => signed({ jti: undefined }),
  'a jti that is no UUIDv7': () => signed({ jti: randomUUID() }),
  'no secret that could end it': () => signed({ sec: undefined }),
  'a binding that cannot be understood': () => signed({ cnf: { jkt: 'x' } }),
  'duplicated claims': async () => {
    const [header = '', payload = '', signature = ''] = (await signed()).split('.');
    const text = Buffer.from(payload, 'base64url').toString().replace('{', '{"scope":"pix:write",');
    return `${header}.${Buffer.from(text).toString('base64url')}.${signature}`;
  },
  'a nested token': async () => {
    const inner = await signed();
    return `${base64url({ alg: 'HS256', typ: 'JWT', cty: 'JWT', kid: hs?.kid })}.${Buffer.from(inner).toString('base64url')}.x`;
  },
  'an encrypted token': () =>
    new CompactEncrypt(Buffer.from(JSON.stringify(claims())))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: hs?.kid ?? '' })
      .encrypt(randomBytes(32)),
  'a token of 16 kB': () => signed({ more: 'x'.repeat(16 * 1024) }),
  'a changed signature': async () => {
    const text = await signed();
    return `${text.slice(0, -4)}${text.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  },
  'dots alone': () => '..',
  'a header that is no JSON': () => 'eA.eA.eA',
  'a payload that is an array': async () => {
    const [header = '', , signature = ''] = (await signed()).split('.');
    return `${header}.${base64url([])}.${signature}`;
  },
};

test.each(Object.entries(bad))('%s: 401', async (_what, make) => {
  const token = await make();
  expectInvalid(await proxied.use('GET /cob', { token }));
});

test('a token that has ended: 401, and says so', async () => {
  const token = await signed({ iat: nowSeconds() - 700, exp: nowSeconds() - 100 });
  expectInvalid(await proxied.use('GET /cob', { token }), undefined, 'Expired token');
});

test('the clock may differ by the configured skew, and by no more', async () => {
  const exp = (ago: number) => signed({ iat: nowSeconds() - 700, exp: nowSeconds() - ago });
  expect((await proxied.use('GET /cob', { token: await exp(15) })).status).toBe(200);
  expect((await proxied.use('GET /cob', { token: await exp(45) })).status).toBe(401);
  proxied.received.length = 0;
});

test('a token in the query is not taken, not even beside a good one', async () => {
  const token = await signed();
  expectInvalid(await proxied.use(`GET /cob?access_token=${token}`), challenges.inQuery);
  expectInvalid(await proxied.use(`GET /cob?access%5Ftoken=${token}`, { token }), challenges.inQuery);
});

test('another scheme than Bearer, and Bearer alone, are no token; Authentication is none while realm is off', async () => {
  const token = await signed();
  const ask = (headers: Record<string, string>) => proxied.use('GET /cob', { headers });
  for (const headers of [
    { authorization: `Basic ${token}` },
    { authorization: 'Bearer' },
    { authentication: `Bearer ${token}` },
  ])
    expect([(await ask(headers)).status, (await ask(headers)).json['message']]).toEqual([
      401,
      'Token not provided',
    ]);
  const latin1 = (text: string) => ({ authorization: Buffer.from(text).toString('latin1') });
  for (const authorization of [`Bearer ${token} ${token}`, `Bearer ${token},${token}`, 'Bearer é'])
    expectInvalid(await ask(latin1(authorization)), challenges.notAToken);
});

test('two Authorization headers: refused over HTTP/1.1 and over HTTP/2, whatever stands in which', async () => {
  const token = await signed();
  for (const [first, second] of [
    [token, 'x'],
    ['x', token],
    [token, token],
  ]) {
    const raw = await sendRaw(
      proxied.proxy,
      'tls',
      `GET /cob HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${String(first)}\r\nauthorization: Bearer ${String(second)}\r\n\r\n`,
    );
    // NGINX itself refuses it with a 400 from 1.23 on.
    expect([400, 401]).toContain(firstAnswer(raw).status);
    expect([400, 401]).toContain(await overHttp2([`Bearer ${String(first)}`, `Bearer ${String(second)}`]));
  }
  expect(proxied.received).toEqual([]);
  expect(await overHttp2([`Bearer ${token}`])).toBe(200);
  proxied.received.length = 0;
});

const overHttp2 = async (authorization: string[]): Promise<number> => {
  const lines = authorization.flatMap((value) => ['-H', `Authorization: ${value}`]);
  const { stdout } = await run('curl', [
    ...['-s', '-o', '/dev/null', '-w', '%{http_version} %{http_code}', '--http2'],
    ...['--cacert', caFile, '--connect-to', `localhost:443:127.0.0.1:${String(proxied.proxy.ports.tls)}`],
    ...lines,
    'https://localhost/cob',
  ]);
  const [version, status] = stdout.split(' ');
  expect(version).toBe('2');
  return Number(status);
};

test('an operator’s own token opens no API', async () => {
  const operator = await proxied.merchant({ kind: 'operator' });
  const answer = await proxied.askToken('admin', operator, { client: operator.certificate });
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
  expectInvalid(await proxied.use('GET /open', { token, client: operator.certificate }));
});

test('a bad token costs no more than a good one does: a hundred of each kind are refused in bounded time', async () => {
  const verifier = new JwtVerifier(
    ring,
    everFresh,
    'https://auth.example.com',
    () => Date.now(),
    30,
    'admin',
  );
  const profiles = [{ algorithm: 'HS256', typ: 'JWT', audience: 'api' }] as const;
  const tokens = [
    ...(await Promise.all(Object.values(bad).map(async (make) => make()))),
    'x'.repeat(16_384),
    '.'.repeat(16_000),
  ];
  const cpuBefore = process.cpuUsage();
  for (let turn = 0; turn < 100; turn += 1)
    for (const token of tokens)
      expect(() => verifier.verify(token, { profiles, certificateFingerprint: null })).toThrow(
        BearerTokenError,
      );
  const { user } = process.cpuUsage(cpuBefore);
  // Processor time, not the clock's: this machine may be busy. Each is some tens of microseconds.
  expect(user / 1000 / (100 * tokens.length)).toBeLessThan(2);
});
