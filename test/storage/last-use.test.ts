import pg from 'pg';
import { beforeAll, expect, test, vi } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { managementOn, refusalOf } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let management: TestUseCases;
let certificate: IssuedCertificate;
beforeAll(async () => {
  app = await startApp();
  management = managementOn(app.database.appUrl, app.config.secrets.pepper());
  certificate = await makeCertificate();
});

const open = (): Promise<TestAccount> => app.accounts.create({ certificate: certificate.certPem });

const tokenOf = async (account: TestAccount, from = app): Promise<number> =>
  (await askToken(from, account, certificate.certPem)).status;

interface Used {
  readonly secret: Date | null;
  readonly link: Date | null;
  readonly version: number;
}

const usedOf = async ({ id, secretId }: TestAccount): Promise<Used | undefined> => {
  const [row] = await app.database.sql<Used & Record<string, unknown>>(
    `SELECT s.last_used_at AS secret, l.last_used_at AS link, a.version
     FROM account a JOIN account_certificate l ON l.account_id = a.id, credential_secret s
     WHERE a.id = $1 AND s.id = $2`,
    [id, secretId],
  );
  return row;
};

const untilUsed = (account: TestAccount): Promise<Used | undefined> =>
  vi.waitFor(
    async () => {
      const used = await usedOf(account);
      expect(used).toMatchObject({ secret: expect.any(Date), link: expect.any(Date) });
      return used;
    },
    { timeout: 10_000, interval: 50 },
  );

test('a token leaves its time at the secret and at the link of the certificate, and no new version of the account', async () => {
  const account = await open();
  expect(await usedOf(account)).toMatchObject({ secret: null, link: null });
  expect(await tokenOf(account)).toBe(201);
  const used = await untilUsed(account);
  const [record] = await app.database.sql<{ issued_at: Date }>(
    'SELECT issued_at FROM token_issuance WHERE account_id = $1',
    [account.id],
  );
  expect(used).toEqual({ secret: record?.issued_at, link: record?.issued_at, version: 1 });
});

test('a refused request leaves none', async () => {
  const [account, later] = [await open(), await open()];
  expect(await tokenOf({ ...account, clientSecret: later.clientSecret })).toBe(401);
  expect(await tokenOf(later)).toBe(201);
  await untilUsed(later);
  expect(await usedOf(account)).toMatchObject({ secret: null, link: null });
});

test('a secret that was just used is not retired unless that is forced', async () => {
  const account = await open();
  const { clientId, secretId } = account;
  expect(await tokenOf(account)).toBe(201);
  await untilUsed(account);
  await management.rotateSecret.run({ clientId });
  expect(await refusalOf(management.revokeSecret.run({ clientId, secretId }))).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('within the last hour'),
  });
  const { secrets } = (await management.revokeSecret.run({ clientId, secretId, force: true })).credential;
  expect(secrets.map(({ id }) => id)).not.toContain(secretId);
});

test('200 tokens cost a few statements, not 200', async () => {
  await app.database.sql(`
    CREATE TABLE written (of_table text);
    CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      'BEGIN INSERT INTO public.written VALUES (TG_TABLE_NAME); RETURN NULL; END';
    CREATE TRIGGER counted AFTER UPDATE ON credential_secret FOR EACH STATEMENT EXECUTE FUNCTION count_write();
    CREATE TRIGGER counted AFTER UPDATE ON account_certificate FOR EACH STATEMENT EXECUTE FUNCTION count_write();`);
  const accounts = await Promise.all(Array.from({ length: 20 }, open));
  const startMs = Date.now();
  for (let round = 0; round < 10; round += 1) {
    const statuses = await Promise.all(accounts.map((account) => tokenOf(account)));
    expect(new Set(statuses)).toEqual(new Set([201]));
  }
  for (const account of accounts) await untilUsed(account);
  const seconds = Math.ceil((Date.now() - startMs) / 1000);
  const rows = await app.database.sql('SELECT FROM written');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThanOrEqual(2 * (seconds + 1));
});

test('what the database did not take is written when it takes it again', async () => {
  const account = await open();
  await app.database.sql('REVOKE UPDATE ON credential_secret, account_certificate FROM portaria_app');
  expect(await tokenOf(account)).toBe(201);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await usedOf(account)).toMatchObject({ secret: null, link: null });
  await app.database.sql('GRANT UPDATE ON credential_secret, account_certificate TO portaria_app');
  await untilUsed(account);
});

test('a row that a session has locked keeps no other use unwritten, and its own is written when it is free', async () => {
  const [locked, other] = [await open(), await open()];
  const holder = new pg.Client(app.database.adminUrl);
  await holder.connect();
  await holder.query(`BEGIN; SELECT FROM credential_secret WHERE id = ${locked.secretId} FOR UPDATE`);
  expect(await tokenOf(locked)).toBe(201);
  expect(await tokenOf(other)).toBe(201);
  await untilUsed(other);
  expect(await usedOf(locked)).toMatchObject({ secret: null, link: expect.any(Date) });
  await holder.end();
  await untilUsed(locked);
});

test('a process that ends leaves nothing unwritten', async () => {
  const other = await startApp({ database: app.database, environment: app.environment });
  const account = await open();
  const secrets = { listenerSecret: app.listenerSecret };
  expect(await tokenOf(account, { ...other, ...secrets })).toBe(201);
  await other.server.close();
  expect(await usedOf(account)).toMatchObject({ secret: expect.any(Date), link: expect.any(Date) });
});

test('a later use that another process wrote is kept', async () => {
  const account = await open();
  const later = new Date(Date.now() + 60_000);
  await app.database.sql('UPDATE credential_secret SET last_used_at = $1 WHERE id = $2', [
    later,
    account.secretId,
  ]);
  expect(await tokenOf(account)).toBe(201);
  expect(await untilUsed(account)).toMatchObject({ secret: later });
});
