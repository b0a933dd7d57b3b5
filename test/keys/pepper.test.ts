import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openManagement } from '../../src/app/open-management.js';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { secretIdFrom } from '../../src/core/shared/ids.js';
import type { PepperUse } from '../../src/management/credentials/pepper-status.js';
import { Database } from '../../src/storage/database.js';
import { PostgresDigestUpgrader } from '../../src/storage/hot-path/postgres-digest-upgrader.js';
import { askRealm, login } from '../contracts/realm/ask-realm.js';
import { testTerms } from '../management/open-test-management.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startProcess } from '../support/processes.js';
import { startApp, type TestApp } from '../support/test-app.js';
import { pause } from './deployment.js';

let certificate: IssuedCertificate;
let before: TestApp;
beforeAll(async () => {
  certificate = await makeCertificate();
});
beforeEach(async () => {
  before = await startApp();
});

const fresh = randomBytes(32).toString('base64');
const changed = () => ({
  ...before.environment,
  PORTARIA_PEPPER: fresh,
  PORTARIA_PREVIOUS_PEPPERS: String(before.environment['PORTARIA_PEPPER']),
});

/** Another process of the same deployment, with another configuration. */
const appWith = async (environment: Readonly<Record<string, string>>): Promise<TestApp> => {
  const app = await startApp({ database: before.database, environment });
  return { ...app, listenerSecret: before.listenerSecret };
};

const open = (): Promise<TestAccount> => before.accounts.create({ certificate: certificate.certPem });
const statusAt = async (app: TestApp, account: TestAccount, pem = certificate.certPem): Promise<number> =>
  (await askToken(app, account, pem)).status;

const keptOf = async ({ id, secretId }: TestAccount): Promise<{ digest: string; version: number }> => {
  const [row] = await before.database.sql<{ digest: string; version: number }>(
    'SELECT s.digest, a.version FROM credential_secret s, account a WHERE s.id = $1 AND a.id = $2',
    [secretId, id],
  );
  if (!row) throw new Error('no such secret');
  return row;
};

const untilMoved = (account: TestAccount, from: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const { digest } = await keptOf(account);
      expect(digest).not.toBe(from);
      return digest;
    },
    { timeout: 10_000, interval: 50 },
  );

const pepperUses = (environment: Readonly<Record<string, string>>): Promise<readonly PepperUse[]> => {
  const keys = (names: string | undefined): Buffer[] =>
    (names ?? '')
      .split(',')
      .filter(Boolean)
      .map((text) => Buffer.from(text, 'base64'));
  const management = openManagement({
    database: { url: () => before.database.appUrl, timeoutMs: 5000 },
    secrets: {
      pepper: () => keys(environment['PORTARIA_PEPPER'])[0] ?? Buffer.alloc(32),
      previousPeppers: () => keys(environment['PORTARIA_PREVIOUS_PEPPERS']),
      masterKey: () => Buffer.alloc(32),
      previousMasterKeys: () => [],
    },
    certificates: () => testTerms,
    keyActivationDelaySeconds: () => 3600,
  });
  afterFile(() => management.close());
  return management.keys.peppers.run();
};

test('a digest moves to the new pepper behind its next success, and changes nothing else of the account', async () => {
  const account = await open();
  const { digest } = await keptOf(account);
  const app = await appWith(changed());
  expect(await keptOf(account)).toEqual({ digest, version: 1 });
  expect(await statusAt(app, account)).toBe(201);
  const moved = await untilMoved(account, digest);
  expect(moved.split('$')[1]).not.toBe(digest.split('$')[1]);
  expect((await keptOf(account)).version).toBe(1);
  // Without the old pepper, and again.
  const after = await appWith({ ...before.environment, PORTARIA_PEPPER: fresh });
  expect(await statusAt(after, account)).toBe(201);
  await pause(1500);
  expect((await keptOf(account)).digest).toBe(moved);
});

test('a process that only knows the new pepper beside its own reads what was moved: step by step no client is refused', async () => {
  const account = await open();
  const { digest } = await keptOf(account);
  const first = await appWith({ ...before.environment, PORTARIA_PREVIOUS_PEPPERS: fresh });
  const second = await appWith(changed());
  expect(await statusAt(second, account)).toBe(201);
  const moved = await untilMoved(account, digest);
  expect(await statusAt(first, account)).toBe(201);
  // The slower one of the rolling restart moves it back, and the next success forth again: both read both.
  expect([digest, moved]).toContain((await keptOf(account)).digest);
  expect(await statusAt(second, account)).toBe(201);
});

test('a refused request moves nothing', async () => {
  const account = await open();
  const { digest } = await keptOf(account);
  const app = await appWith(changed());
  const unlinked = await makeCertificate();
  expect(await statusAt(app, account, unlinked.certPem)).toBe(401);
  const wrong = { ...account, clientSecret: `ptr_${'a'.repeat(43)}` };
  expect(await statusAt(app, wrong)).toBe(401);
  await pause(1500);
  expect((await keptOf(account)).digest).toBe(digest);
});

test('a digest that was replaced since it was read is left alone', async () => {
  const account = await open();
  const { digest } = await keptOf(account);
  const database = new Database(before.config.database);
  const moves = new PostgresDigestUpgrader(database, {
    failed: () => undefined,
    worked: () => undefined,
  });
  const secretId = secretIdFrom(account.secretId);
  if (!secretId) throw new Error('not an id');
  moves.upgrade({
    of: { kind: 'secret', id: secretId },
    from: 'hmac-sha256$00000000$older',
    to: 'hmac-sha256$11111111$new',
  });
  await moves.close();
  await database.close();
  expect((await keptOf(account)).digest).toBe(digest);
});

test('a move that the database did not take is made when it takes it again; the answer never waited', async () => {
  const account = await open();
  const { digest } = await keptOf(account);
  const app = await appWith(changed());
  await before.database.sql('REVOKE UPDATE ON credential_secret FROM portaria_app');
  expect(await statusAt(app, account)).toBe(201);
  await pause(1500);
  expect((await keptOf(account)).digest).toBe(digest);
  await before.database.sql('GRANT UPDATE ON credential_secret TO portaria_app');
  await untilMoved(account, digest);
});

test('the digest of a custom secret and of a password move to the new pepper at their next success', async () => {
  const realm = { PORTARIA_CONTRACTS: 'avista,realm' };
  const account = await before.accounts.create({
    certificate: certificate.certPem,
    customSecret: 'a chosen secret',
  });
  const user = await before.accounts.addUser(account.id);
  const { digest } = await keptOf(account);
  const app = await appWith({ ...changed(), ...realm });
  expect(await statusAt(app, account)).toBe(201);
  expect((await askRealm(app, login(user))).status).toBe(200);
  const moved = await untilMoved(account, digest);
  expect(moved).toMatch(/^argon2id-hmac-sha256\$[0-9a-f]{8}\$v=19\$m=19456,t=2,p=1\$/);
  const pepper = moved.split('$')[1];
  await expect.poll(() => pepperUses(changed())).toContainEqual({ pepper, state: 'current', secrets: 2 });
  // Without the old pepper.
  const after = await appWith({ ...before.environment, ...realm, PORTARIA_PEPPER: fresh });
  expect(await statusAt(after, account)).toBe(201);
  expect((await askRealm(after, login(user))).status).toBe(200);
});

test('pepper status counts what can still open something, by pepper, and knows the unknown ones', async () => {
  const [moving, , revoked, expired] = [await open(), await open(), await open(), await open()];
  await before.accounts.create({ customSecret: 'a chosen secret' });
  await before.database.sql(`UPDATE credential SET status = 'revoked' WHERE id = $1`, [revoked.credentialId]);
  await before.database.sql('UPDATE credential_secret SET expires_at = now() WHERE id = $1', [
    expired.secretId,
  ]);
  const { digest } = await keptOf(moving);
  expect(await statusAt(await appWith(changed()), moving)).toBe(201);
  const moved = await untilMoved(moving, digest);
  const [current, previous] = [moved.split('$')[1], digest.split('$')[1]];
  expect(await pepperUses(changed())).toEqual([
    { pepper: current, state: 'current', secrets: 1 },
    { pepper: previous, state: 'previous', secrets: 2 },
    { pepper: null, state: 'unpeppered', secrets: 0 },
  ]);
  expect(await pepperUses({ PORTARIA_PEPPER: fresh })).toContainEqual({
    pepper: previous,
    state: 'unknown',
    secrets: 2,
  });
});

test('with a pepper under which no secret can be checked a process does not start, and says so', async () => {
  await open();
  const process = await startProcess({ ...before.environment, PORTARIA_PEPPER: fresh });
  expect(await process.exited).toBe(1);
  expect(process.output()).toMatch(
    /^PORTARIA_PEPPER: no secret can be checked with it: .* \(id [0-9a-f]{8}\); put the missing pepper/m,
  );
  expect(process.output()).not.toContain(fresh);
});

test('with a pepper that is missing for some, it starts, tells it once, and serves the others', async () => {
  const [moving, left] = [await open(), await open()];
  const { digest } = await keptOf(moving);
  expect(await statusAt(await appWith(changed()), moving)).toBe(201);
  await untilMoved(moving, digest);
  const app = await appWith({ ...before.environment, PORTARIA_PEPPER: fresh });
  expect(app.log()).toMatch(/some secrets cannot be checked here.*checking the peppers failed/);
  expect(await statusAt(app, moving)).toBe(201);
  expect(await statusAt(app, left)).toBe(401);
});

test('secrets that no client can use any more keep no process from starting', async () => {
  const account = await open();
  await before.database.sql(`UPDATE credential SET status = 'revoked' WHERE id = $1`, [account.credentialId]);
  const app = await appWith({ ...before.environment, PORTARIA_PEPPER: fresh });
  expect(app.log()).not.toContain('the peppers');
});
