import { randomBytes } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { Sealer } from '../../src/crypto/sealer.js';
import { KeyRing, type SigningKey } from '../../src/crypto/tokens/key-ring.js';
import { SealedKeyGenerator } from '../../src/crypto/tokens/sealed-key-generator.js';
import { Database } from '../../src/storage/database.js';
import { PostgresSigningKeyStore } from '../../src/storage/hot-path/postgres-signing-key-store.js';
import { managementOn, refusalOf } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import type { TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { letTimePass } from './deployment.js';

/** A divided deployment: what the one process can sign, the other must not take for an operator's. */
let issue: TestApp;
let manage: TestApp;
let operator: TestAccount;
let merchant: TestAccount;
let management: TestUseCases;
const masterKey = randomBytes(32);
const adminSecret = 'a'.repeat(40);
const certificate = await makeCertificate();

beforeAll(async () => {
  const environment = { PORTARIA_MASTER_KEY: masterKey.toString('base64') };
  issue = await startApp({ environment: { ...environment, PORTARIA_ROLE: 'issue' } });
  manage = await startApp({
    database: issue.database,
    environment: {
      ...issue.environment,
      DATABASE_URL: issue.database.manageUrl,
      PORTARIA_ROLE: 'manage',
      PORTARIA_ADMIN_LISTENER_SECRET: adminSecret,
    },
  });
  management = managementOn(issue.database.appUrl, issue.config.secrets.pepper(), masterKey);
  const { certPem } = certificate;
  operator = await issue.accounts.create({ certificate: certPem, kind: 'operator', scopes: ['admin:read'] });
  merchant = await issue.accounts.create({ certificate: certPem });
});

const send = (
  app: TestApp,
  secret: string,
  path: string,
  options: { token?: string; body?: object } = {},
): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(app.port)}${path}`, {
    method: options.body ? 'POST' : 'GET',
    headers: {
      'x-portaria-listener': secret,
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
      'content-type': 'application/json',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
    },
    ...(options.body && { body: JSON.stringify(options.body) }),
  });

const tokenOf = async (app: TestApp, secret: string, account: TestAccount): Promise<string> => {
  const { clientId, clientSecret } = account;
  const answer = await send(app, secret, '/api/auth/token', { body: { clientId, clientSecret } });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { access_token: string }).access_token;
};
const operatorToken = (): Promise<string> => tokenOf(manage, adminSecret, operator);
const merchantToken = (): Promise<string> => tokenOf(issue, issue.listenerSecret('tls'), merchant);

const atAdmin = async (token: string): Promise<number> =>
  (await send(manage, adminSecret, '/api/admin/accounts', { token })).status;
const atWhoami = async (token: string): Promise<unknown> => {
  const answer = await send(issue, issue.listenerSecret('tls'), '/api/auth/whoami', { token });
  return ((await answer.json()) as { token?: { active?: unknown } }).token?.active ?? answer.status;
};

/** The ring as an attacker has it who took over a process: its login and its master key. */
const ringOf = async (login: string, mayManage: boolean): Promise<KeyRing> => {
  const database = new Database({ ...issue.config.database, url: () => login });
  afterFile(() => database.close());
  const sealer = new Sealer(() => masterKey);
  const store = new PostgresSigningKeyStore(database, mayManage ? database : null);
  const ring = new KeyRing(store, new SealedKeyGenerator(() => sealer), () => performance.now(), Infinity);
  await ring.reload();
  return ring;
};

const signed = (claims: JWTPayload, { kid, algorithm, key }: SigningKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'JWT', kid }).sign(key);

test('the tokens of operators have keys of their own, and the admin API takes them', async () => {
  const token = await operatorToken();
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'HS256', kid: expect.stringMatching(/^admin-/) });
  expect(await atAdmin(token)).toBe(200);
  expect(decodeProtectedHeader(await merchantToken()).kid).toMatch(/^hs-/);
});

test('with everything that an issuing process has, an attacker signs no token that the admin API takes', async () => {
  const claims = decodeJwt(await operatorToken());
  const stolen = await ringOf(issue.database.issueUrl, false);
  for (const algorithm of ['HS256', 'RS256', 'ES256'] as const)
    expect(await atAdmin(await signed(claims, stolen.active(algorithm)))).toBe(401);
  expect(() => stolen.active('HS256', 'operator')).toThrow('unavailable');
  // The claims are right: with the key of operators they are a token.
  const own = await ringOf(issue.database.manageUrl, true);
  expect(await atAdmin(await signed(claims, own.active('HS256', 'operator')))).toBe(200);
});

test('the key of operators signs no token of a merchant', async () => {
  const token = await merchantToken();
  const own = await ringOf(issue.database.manageUrl, true);
  const forged = await signed(decodeJwt(token), own.active('HS256', 'operator'));
  const asked = async (text: string): Promise<number> =>
    (await send(manage, issue.listenerSecret('tls'), '/api/account', { token: text })).status;
  expect([await asked(token), await asked(forged)]).toEqual([200, 401]);
  expect(await atWhoami(forged)).not.toBe(true);
});

test.each(['live_admin_keys()', 'read_signing_keys()', 'signing_key', 'signing_key_ring'])(
  'an issuing login cannot read %s',
  async (source) => {
    const client = new pg.Client(issue.database.issueUrl);
    await client.connect();
    await expect(client.query(`SELECT * FROM ${source}`)).rejects.toMatchObject({ code: '42501' });
    await client.end();
  },
);

test('an issuing login reads no key of operators among those that it may read', async () => {
  const client = new pg.Client(issue.database.issueUrl);
  await client.connect();
  const { rows } = await client.query('SELECT DISTINCT use FROM live_signing_keys()');
  await client.end();
  expect(rows).toEqual([{ use: 'sig' }]);
});

test('a key of merchants whose row calls it one of operators does not open', async () => {
  const generator = new SealedKeyGenerator(() => new Sealer(() => masterKey));
  const made = await generator.make('HS256');
  expect(() => generator.open(made)).not.toThrow();
  expect(() => generator.open({ ...made, use: 'operator' })).toThrow();
});

test('no key of operators is published', async () => {
  for (const app of [issue, manage]) {
    const answer = await send(app, issue.listenerSecret('tls'), '/.well-known/jwks.json');
    expect(await answer.text()).not.toContain('admin-');
  }
});

test('a key of operators rotates on its own: old and new tokens are good, and no other key moves', async () => {
  const others = async () => (await management.listKeys.run()).filter(({ use }) => use === 'merchant');
  const before = await others();
  const old = await operatorToken();
  const next = await management.rotateKey.run({ use: 'operator' });
  expect(next).toMatchObject({ state: 'next', use: 'operator', algorithm: 'HS256' });
  expect(await others()).toEqual(before);
  await letTimePass(issue.database, 3601);
  await expect
    .poll(async () => decodeProtectedHeader(await operatorToken()).kid, { timeout: 10_000 })
    .toBe(next.kid);
  expect([await atAdmin(old), await atAdmin(await operatorToken())]).toEqual([200, 200]);
});

test('a stolen key of operators is revoked at once, and one of the same use takes over', async () => {
  const waiting = await management.rotateKey.run();
  const old = await operatorToken();
  const { successor } = await management.revokeKey.run(decodeProtectedHeader(old).kid ?? '');
  expect(successor).toMatchObject({ state: 'active', use: 'operator' });
  await expect.poll(() => atAdmin(old), { timeout: 10_000 }).toBe(401);
  expect(await atAdmin(await operatorToken())).toBe(200);
  expect((await management.listKeys.run()).find(({ kid }) => kid === waiting.kid)?.state).toBe('next');
});

test.each([
  [{ use: 'operator', algorithm: 'RS256' }, 'algorithm', 'must be HS256 for keys with the use operator'],
  [{ use: 'operators' }, 'use', 'must be one of merchant, operator'],
])('a rotation of %j is refused', async (input, field, words) => {
  const refusal = await refusalOf(management.rotateKey.run(input));
  expect(refusal).toMatchObject({ code: 'invalid', field });
  expect(refusal.message).toContain(words);
});
