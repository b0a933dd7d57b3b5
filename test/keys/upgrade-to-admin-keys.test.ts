import { randomBytes } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import type { TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { letTimePass } from './deployment.js';

/** A database of the release whose one key signed the tokens of merchants and of operators, and then an upgrade. */
let database: TestDatabase;
let app: TestApp;
let operator: TestAccount;
const masterKey = randomBytes(32);
const shared = { kid: 'hs-0123456789abcdef', material: randomBytes(32) };
const certificate = await makeCertificate();
const quiet = { waiting: (): void => undefined };

beforeAll(async () => {
  database = await makeDatabase({ empty: true });
  const before = migrations.findIndex(({ name }) => name.startsWith('AdminKeys'));
  await migrate(() => database.ownerUrl, migrations.slice(0, before), quiet);
  const sealed = new Sealer(() => masterKey).seal(shared.material, `${shared.kid}|HS256|sig`);
  await database.sql(
    `INSERT INTO signing_key (kid, algorithm, use, state, sealed, activated_at)
     VALUES ($1, 'HS256', 'sig', 'active', $2, clock_timestamp())`,
    [shared.kid, sealed],
  );
  await migrate(() => database.ownerUrl, migrations, quiet);
  app = await startApp({ database, environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') } });
  operator = await app.accounts.create({
    certificate: certificate.certPem,
    kind: 'operator',
    scopes: ['admin:read'],
  });
});

const ask = (path: string, listener: 'admin' | 'tls', token: string | null, body?: object) =>
  fetch(`http://127.0.0.1:${String(app.port)}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      'x-portaria-listener': app.listenerSecret(listener),
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });

const tokenOf = async (listener: 'admin' | 'tls', account: TestAccount): Promise<string> => {
  const { clientId, clientSecret } = account;
  const answer = await ask('/api/auth/token', listener, null, { clientId, clientSecret });
  return ((await answer.json()) as { access_token: string }).access_token;
};

/** An operator's token as the previous release signed it. */
const ofPreviousRelease = async (secondsLeft: number): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...decodeJwt(await tokenOf('admin', operator)), iat: now - 60, exp: now + secondsLeft };
  const header = { alg: 'HS256', typ: 'JWT', kid: shared.kid };
  return new SignJWT(claims).setProtectedHeader(header).sign(shared.material);
};

const atAdmin = async (token: string): Promise<number> =>
  (await ask('/api/admin/accounts', 'admin', token)).status;

test('the upgrade makes a key of operators, and the previous key signs for merchants as before', async () => {
  expect(await database.sql('SELECT use, state FROM signing_key WHERE algorithm = $1', ['HS256'])).toEqual([
    { use: 'sig', state: 'active' },
    { use: 'admin', state: 'active' },
  ]);
  expect(await atAdmin(await tokenOf('admin', operator))).toBe(200);
  const merchant = await app.accounts.create({ certificate: certificate.certPem });
  const [head = ''] = (await tokenOf('tls', merchant)).split('.');
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ kid: shared.kid });
});

test('a process of the previous release sees the previous keys, and cannot take another for them', async () => {
  const { default: pg } = await import('pg');
  for (const url of [database.appUrl, database.manageUrl]) {
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query<{ kid: string }>(
      `SELECT kid FROM live_signing_keys() WHERE algorithm = 'HS256'`,
    );
    await client.end();
    expect(rows).toEqual([{ kid: shared.kid }]);
  }
});

test("an operator's token of the previous release is good until its end, and none is good that lives longer than they did", async () => {
  expect(await atAdmin(await ofPreviousRelease(1800))).toBe(200);
  expect(await atAdmin(await ofPreviousRelease(7200))).toBe(401);
});

test('an hour later the key of merchants opens nothing of operators any more', async () => {
  await letTimePass(database, 3600);
  await expect.poll(async () => atAdmin(await ofPreviousRelease(60)), { timeout: 10_000 }).toBe(401);
  expect(await atAdmin(await tokenOf('admin', operator))).toBe(200);
});

test('a rotation opens no other such hour', async () => {
  await database.sql(
    `INSERT INTO signing_key (kid, algorithm, use, state, sealed)
     SELECT 'admin-later', algorithm, use, 'next', sealed FROM signing_key WHERE use = 'admin'`,
  );
  const [row] = await database.sql<{ closed: boolean }>(
    `SELECT bool_and(shared_until_ms < extract(epoch FROM clock_timestamp()) * 1000) AS closed FROM live_admin_keys()`,
  );
  expect(row).toEqual({ closed: true });
});
