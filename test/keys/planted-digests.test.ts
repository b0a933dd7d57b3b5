import { createHmac, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { askRealm, login, openRealm } from '../contracts/realm/ask-realm.js';
import { managementOn, refusalOf } from '../management/open-test-management.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import type { TestApp } from '../support/test-app.js';

/** An attacker has the database: its rows, or the application's login, but no pepper. */
const secret = 'planted-secret-1';
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let app: TestApp;
let certificate: IssuedCertificate;
let account: TestAccount;
beforeAll(async () => {
  app = await openRealm();
  certificate = await makeCertificate();
  account = await app.accounts.create({ certificate: certificate.certPem });
});

const plant = (digest: string): Promise<unknown> =>
  app.database.sql('UPDATE credential_secret SET digest = $1 WHERE id = $2', [digest, account.secretId]);
const status = async (clientSecret = secret): Promise<number> =>
  (await askToken(app, { ...account, clientSecret }, certificate.certPem)).status;

/** The part of a row that the public library reads, whatever is before it. */
const argonIn = (digest: string): string => `$argon2id$${digest.slice(digest.indexOf('v=19'))}`;

test('with the rows of a dump alone, the right secret cannot be told from a wrong one', async () => {
  const custom = await app.accounts.create({ customSecret: secret });
  const user = await app.accounts.addUser(account.id, { password: secret });
  const rows = await app.database.sql<{ digest: string }>(
    `SELECT digest FROM credential_secret WHERE id = ${custom.secretId}
     UNION ALL SELECT digest FROM resource_owner WHERE id = '${user.id}'`,
  );
  expect(rows).toHaveLength(2);
  for (const { digest } of rows) {
    expect(digest).toMatch(/v=19\$m=19456,t=2,p=1\$/);
    expect(await verify(argonIn(digest), secret)).toBe(false);
  }
});

const zeros = (text: string): string =>
  createHmac('sha256', Buffer.alloc(32)).update(text).digest('base64url');
const plain = await hash(secret, parameters);
const pepperId = async (): Promise<string> => {
  const [row] = await app.database.sql<{ id: string }>('SELECT peppers_in_use() AS id');
  return row?.id ?? '';
};

test.each<[string, (id: string) => Promise<string>]>([
  ['of the public library', () => Promise.resolve(plain)],
  ['of bcrypt', () => bcrypt(secret, 5)],
  ['with the known pepper named', (id) => Promise.resolve(`argon2id-hmac-sha256$${id}${plain.slice(9)}`)],
  [
    'under a pepper of zeros',
    async () => `argon2id-hmac-sha256$00000000${(await hash(zeros(secret), parameters)).slice(9)}`,
  ],
  ['with an invented seal', (id) => Promise.resolve(`imported$${id}$${zeros(plain)}$${plain}`)],
  ['with an empty seal', (id) => Promise.resolve(`imported$${id}$$${plain}`)],
])('a digest %s that is planted with the database login gets no token', async (_, made) => {
  const digest = await made(await pepperId());
  await plant(digest);
  expect(await status()).toBe(401);
  const user = await app.accounts.addUser(account.id);
  await app.database.sql('UPDATE resource_owner SET digest = $1 WHERE id = $2', [digest, user.id]);
  expect((await askRealm(app, login({ ...user, password: secret }))).status).toBe(400);
  await app.database.sql('DELETE FROM resource_owner WHERE id = $1', [user.id]);
});

test('a digest that an operator vouches for is accepted, is named, and moves at its next success', async () => {
  await plant(plain);
  const user = await app.accounts.addUser(account.id);
  await app.database.sql('UPDATE resource_owner SET digest = $1 WHERE id = $2', [plain, user.id]);
  const management = managementOn(app.database.appUrl, app.config.secrets.pepper());
  expect(await management.pepperStatus.run()).toContainEqual({
    pepper: null,
    state: 'unpeppered',
    secrets: 2,
  });
  expect(await management.pepperDigests.run()).toMatchObject({
    owners: expect.arrayContaining([account.clientId, user.username]) as unknown,
  });
  expect((await management.listAudit.run({ limit: 1 })).events[0]).toMatchObject({
    action: 'pepper.apply',
    targets: expect.arrayContaining([`credential ${account.clientId}`]) as unknown,
  });
  expect(await status('another secret of it')).toBe(401);
  expect(await status()).toBe(201);
  expect((await askRealm(app, login({ ...user, password: secret }))).status).toBe(200);
  const digests = async (): Promise<string[]> => {
    const rows = await app.database.sql<{ digest: string }>(
      `SELECT digest FROM credential_secret WHERE id = ${account.secretId}
       UNION ALL SELECT digest FROM resource_owner WHERE id = '${user.id}'`,
    );
    return rows.map(({ digest }) => digest.split('$')[0] ?? '');
  };
  await expect.poll(digests, { timeout: 10_000 }).toEqual(['argon2id-hmac-sha256', 'argon2id-hmac-sha256']);
  expect(await status()).toBe(201);
  expect((await askRealm(app, login({ ...user, password: secret }))).status).toBe(200);
});

test('what was sealed under a previous pepper is sealed again, and nothing else is touched', async () => {
  const fresh = randomBytes(32);
  const management = managementOn(app.database.appUrl, app.config.secrets.pepper());
  await app.accounts.addUser(account.id);
  await plant(plain);
  await management.pepperDigests.run();
  expect(await management.pepperDigests.run()).not.toMatchObject({
    owners: expect.arrayContaining([account.clientId]) as unknown,
  });
  // Under another deployment's pepper, everything would be sealed for processes that do not know it.
  expect(await refusalOf(managementOn(app.database.appUrl, fresh).pepperDigests.run())).toMatchObject({
    code: 'refused',
    field: 'pepper',
  });
  expect(await status()).toBe(201);
});

test.each<[string, (digest: string) => string]>([
  ['with one more part', (digest) => `${digest}$x`],
  ['with padding', (digest) => `${digest}=`],
  ['with other unused bits', (digest) => digest.slice(0, -1) + otherBits(digest.at(-1) ?? '')],
  ['with parameters in another order', (digest) => digest.replace('m=19456,t=2', 't=2,m=19456')],
  ['with one more parameter', (digest) => digest.replace('p=1', 'p=1,keyid=AAAA')],
])('the digest of a secret that the thief knows, copied %s, gets no token', async (_, spell) => {
  const user = await app.accounts.addUser(account.id);
  for (const known of [await app.accounts.create(), await app.accounts.create({ customSecret: secret })]) {
    const [row] = await app.database.sql<{ digest: string }>(
      `SELECT digest FROM credential_secret WHERE id = ${known.secretId}`,
    );
    const text = spell(row?.digest ?? '');
    if (text === row?.digest) continue;
    await plant(text);
    expect(await status(known.clientSecret), text).toBe(401);
    await app.database.sql('UPDATE resource_owner SET digest = $1 WHERE id = $2', [text, user.id]);
    const password = known.clientSecret;
    expect((await askRealm(app, login({ ...user, password }))).status, text).toBe(400);
  }
});

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The lowest bits of the last character say nothing. */
const otherBits = (char: string): string => base64[base64.indexOf(char) + 1] ?? '';
