import { createHmac } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { TokenError } from '../../packages/verifier/src/token-error.js';
import type { VerifierOptions } from '../../packages/verifier/src/verifier-options.js';
import {
  type Answering,
  goodClaims,
  type Issuer,
  nowSeconds,
  openIssuer,
  refusalOf,
  said,
} from './issuer.js';

let issuer: Issuer;
let questions: { authorization: string | undefined; body: string }[];
beforeEach(async () => {
  issuer = await openIssuer();
  questions = [];
});

const jti = '0199f1de-7d4f-7000-8000-000000000001';
const yes = said({ active: true, jti });

const answering = (answer: Answering): void => {
  issuer.answers.introspection = (request, body) => {
    questions.push({ authorization: request.headers.authorization, body });
    return answer(request, body);
  };
};

const verifierWith = (
  introspection: Partial<VerifierOptions['introspection']> = {},
  options: Partial<VerifierOptions> = {},
) =>
  issuer.verifier({
    ...options,
    introspection: { clientId: 'account-1-api', clientSecret: 's3cret: +%/', ...introspection },
  });

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const hmacToken = (claims: object = {}): string => {
  const text = `${part({ alg: 'HS256', typ: 'JWT', kid: 'hs-1' })}.${part({ ...goodClaims(issuer.url), ...claims })}`;
  return `${text}.${createHmac('sha256', 'of the gateway').update(text).digest('base64url')}`;
};

test('an HS256 token is good when the gateway says so; it is asked as RFC 7662 and 6749 have it', async () => {
  answering(() => yes);
  const token = hmacToken();
  expect(await verifierWith().verify({ token })).toMatchObject({
    accountId: '7',
    verifiedBy: 'introspection',
  });
  const [{ authorization, body } = { authorization: '', body: '' }] = questions;
  expect(new URLSearchParams(body).get('token')).toBe(token);
  const [id, secret] = Buffer.from(String(authorization).slice('Basic '.length), 'base64')
    .toString()
    .split(':');
  expect(new URLSearchParams(`id=${String(id)}&secret=${String(secret)}`).get('secret')).toBe('s3cret: +%/');
  expect(id).toBe('account-1-api');
});

test('it is not good when the gateway says no', async () => {
  answering(() => said({ active: false }));
  expect(await refusalOf(verifierWith().verify({ token: hmacToken() }))).toMatchObject({
    status: 401,
    message: 'Invalid token',
  });
});

test('without introspection, and offline, HS256 tokens are not taken', async () => {
  answering(() => yes);
  const token = hmacToken();
  expect((await refusalOf(issuer.verifier().verify({ token }))).code).toBe('invalid_token');
  const offline = verifierWith({}, { mode: 'offline' });
  expect((await refusalOf(offline.verify({ token }))).code).toBe('invalid_token');
  await offline.verify({ token: await issuer.sign() });
  expect(questions).toEqual([]);
});

test('in the mode introspection RS256 tokens are asked about as well, but none whose signature is wrong', async () => {
  const verifier = verifierWith({}, { mode: 'introspection' });
  const token = await issuer.sign();
  answering(() => yes);
  expect((await verifier.verify({ token })).verifiedBy).toBe('introspection');
  answering(() => said({ active: false }));
  expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
  const forged = token.replace(/[^.]+$/, 'A'.repeat(342));
  expect((await refusalOf(verifier.verify({ token: forged }))).code).toBe('invalid_token');
  expect(questions).toHaveLength(2);
});

test('what its own claims rule out is not asked about', async () => {
  answering(() => yes);
  const verifier = verifierWith();
  const expired = await refusalOf(verifier.verify({ token: hmacToken({ exp: nowSeconds() - 60 }) }));
  expect(expired.message).toBe('Expired token');
  for (const claims of [{ aud: 'admin' }, { iss: 'https://evil.example' }, { iat: nowSeconds() + 600 }])
    expect((await refusalOf(verifier.verify({ token: hmacToken(claims) }))).code).toBe('invalid_token');
  expect(questions).toEqual([]);
});

test.each<[string, Answering]>([
  ['500', () => ({ status: 500, body: '{"active":true}' })],
  ['503', () => ({ status: 503, body: '' })],
  ['401', () => ({ status: 401, body: '{"error":"invalid_client"}' })],
  ['403', () => ({ status: 403, body: '{}' })],
  ['a redirection', () => ({ status: 302, body: '{"active":true}' })],
  ['201', () => ({ status: 201, body: yes.body })],
  ['no JSON', () => ({ body: '<html>' })],
  ['a list', () => said([{ active: true, jti }])],
  ['active as a text', () => said({ active: 'true', jti })],
  ['nothing of active', () => said({ jti })],
  ['a yes for another token', () => said({ active: true, jti: '0199f1de-7d4f-7000-8000-000000000002' })],
  ['a yes for none', () => said({ active: true })],
  ['too much', () => ({ body: `${yes.body}${' '.repeat(300 * 1024)}` })],
  ['nothing', () => new Promise(() => undefined)],
])('when introspection answers %s: 503, never a yes', async (_name, answer) => {
  answering(answer);
  const began = performance.now();
  expect(await refusalOf(verifierWith().verify({ token: hmacToken() }))).toMatchObject({
    status: 503,
    code: 'unavailable',
    body: { statusCode: 503, error: 'Service Unavailable' },
  });
  expect(performance.now() - began).toBeLessThan(2000);
});

test('503 while the gateway is away, a yes as soon as it is back', async () => {
  answering(() => yes);
  const verifier = verifierWith();
  await verifier.verify({ token: hmacToken() });
  await issuer.stop();
  expect((await refusalOf(verifier.verify({ token: hmacToken() }))).status).toBe(503);
  await issuer.start();
  await verifier.verify({ token: hmacToken() });
});

test('a connection that the gateway closed meanwhile costs nothing', async () => {
  const seen = new Set<object>();
  let closed = 0;
  answering(({ socket }) => {
    if (!seen.has(socket)) {
      seen.add(socket);
      return yes;
    }
    closed += 1;
    socket.destroy();
    return new Promise(() => undefined);
  });
  const verifier = verifierWith();
  for (let times = 0; times < 3; times += 1) await verifier.verify({ token: hmacToken() });
  expect(closed).toBeGreaterThan(0);
});

test('every request is a question, unless a cache was asked for', async () => {
  answering(() => yes);
  const verifier = verifierWith();
  const token = hmacToken();
  for (let times = 0; times < 3; times += 1) await verifier.verify({ token });
  expect(questions).toHaveLength(3);
});

test('a cached yes is good for its seconds and for that token alone; a no is not kept', async () => {
  answering(() => yes);
  const verifier = verifierWith({ cacheSeconds: 1 });
  const token = hmacToken();
  for (let times = 0; times < 3; times += 1) await verifier.verify({ token });
  expect(questions).toHaveLength(1);
  answering(() => said({ active: false }));
  const other = `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`;
  expect((await refusalOf(verifier.verify({ token: other }))).code).toBe('invalid_token');
  await verifier.verify({ token });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
  answering(() => yes);
  await verifier.verify({ token });
});

test('the cache keeps scopes, binding and times in force', async () => {
  answering(() => yes);
  const verifier = verifierWith({ cacheSeconds: 60 }, { clockToleranceSeconds: 0 });
  const thumbprint = Buffer.alloc(32, 5).toString('base64url');
  const token = hmacToken({ exp: nowSeconds() + 2, cnf: { 'x5t#S256': thumbprint } });
  const certificate = Buffer.alloc(32, 5).toString('hex');
  await verifier.verify({ token, certificate });
  expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
  const requiredScopes = ['balance:read'];
  expect((await refusalOf(verifier.verify({ token, certificate, requiredScopes }))).status).toBe(403);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect((await refusalOf(verifier.verify({ token, certificate }))).code).toBe('expired_token');
});

test('a flood gets 503 instead of a queue without end', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  answering(() => held.then(() => yes));
  const verifier = verifierWith({}, { timeoutSeconds: 10 });
  const token = hmacToken();
  const outcomes = Array.from({ length: 300 }, () =>
    verifier.verify({ token }).then(
      () => 200,
      (reason: unknown) => (reason as TokenError).status,
    ),
  );
  await expect.poll(() => questions.length).toBeGreaterThan(20);
  release();
  const statuses = await Promise.all(outcomes);
  expect(statuses.filter((status) => status === 200)).toHaveLength(256);
  expect(statuses.filter((status) => status === 503)).toHaveLength(44);
  await verifier.verify({ token });
});

test('the operator of the API learns why, without the token and the secret', async () => {
  answering(() => ({ status: 401, body: '{}' }));
  const told: string[] = [];
  const token = hmacToken();
  const verifier = verifierWith({}, { onRefused: ({ code, detail }) => told.push(`${code}: ${detail}`) });
  await refusalOf(verifier.verify({ token }));
  expect(told).toEqual([
    'unavailable: introspection refuses this API with 401: look at its credential and certificate',
  ]);
});
