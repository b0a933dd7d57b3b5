import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Actor } from '../../src/core/audit/operation.js';
import { IdempotentReplay } from '../../src/core/shared/idempotency.js';
import { parseAccountId } from '../../src/management/fields.js';
import type { Management } from '../../src/management/management.js';
import { tester, wholeManagementOn } from '../management/open-test-management.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { type ClusterDatabase, openOwnCluster } from '../support/own-cluster.js';
import { addSigningKeys } from '../support/signing-keys.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * A session cancels the wait of a commit for its synchronous standby. PostgreSQL then reports success
 * with a warning: the commit is in force at the primary, and a failover loses it. Neither a token nor
 * a revocation may be acknowledged so.
 */
let database: ClusterDatabase;
let app: TestApp;
let management: Management;
beforeAll(async () => {
  database = await openOwnCluster();
  const master = Buffer.alloc(32, 7);
  await addSigningKeys(database, () => master);
  app = await startApp({ database, environment: { PORTARIA_MASTER_KEY: master.toString('base64') } });
  management = wholeManagementOn(database.appUrl, randomBytes(32), master);
}, 120_000);

/** Cancels what waits for a standby, as an operator of PostgreSQL would; waits until there is one. */
const cancelWait = async (application: string): Promise<void> => {
  const cancel = async (): Promise<number> => {
    const cancelled = await database.sql(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = $1`,
      [application],
    );
    return cancelled.length;
  };
  await expect.poll(cancel, { timeout: 10_000, interval: 50 }).toBeGreaterThan(0);
};

const withoutStandby = async <T>(work: () => Promise<T>): Promise<T> => {
  await database.nameStandbys('away');
  try {
    return await work();
  } finally {
    await database.nameStandbys('');
  }
};

test('a token whose record no standby confirmed is not given out', { timeout: 60_000 }, async () => {
  const certificate = (await makeCertificate()).certPem;
  const account = await app.accounts.create({ certificate });
  expect((await askToken(app, account, certificate)).status).toBe(201);
  const answer = await withoutStandby(async () => {
    const [asked] = await Promise.all([askToken(app, account, certificate), cancelWait('portaria')]);
    return asked;
  });
  expect(answer.status).toBe(503);
  const records = await database.sql('SELECT FROM token_issuance WHERE account_id = $1', [account.id]);
  expect(records).toHaveLength(2);
  expect((await askToken(app, account, certificate)).status).toBe(201);
});

test('a revocation that no standby confirmed may have been done, and the answer says so', async () => {
  const account = await app.accounts.create();
  const suspend = (): Promise<unknown> =>
    management.executor.execute(tester, management.accounts.suspend, account.id);
  const asked = withoutStandby(() =>
    Promise.all([
      expect(suspend()).rejects.toThrow(/^it may have been done/),
      cancelWait('portaria management'),
    ]),
  );
  await asked;
  const status = async (): Promise<unknown> =>
    (await database.sql('SELECT status FROM account WHERE id = $1', [account.id]))[0];
  expect(await status()).toEqual({ status: 'suspended' });
  await suspend();
}, 60_000);

test('repeats under one idempotency key are unconfirmed too, until a standby is there', async () => {
  const operator = await app.accounts.create({ kind: 'operator' });
  const actor: Actor = {
    kind: 'account',
    name: 'Ana',
    accountId: parseAccountId(operator.id),
    clientId: null,
  };
  const account = await app.accounts.create();
  const idempotency = { key: 'k', requestDigest: 'digest', outcomeOf: (): string => 'suspended' };
  const suspend = (): Promise<unknown> =>
    management.executor.execute({ ...tester, actor, idempotency }, management.accounts.suspend, account.id);
  await withoutStandby(async () => {
    // The first commits the change, the second the barrier's part; both are only in force locally.
    for (let times = 0; times < 4; times += 1) {
      await Promise.all([
        expect(suspend()).rejects.toThrow(/^it may have been done/),
        cancelWait('portaria management'),
      ]);
    }
  });
  await expect(suspend()).rejects.toBeInstanceOf(IdempotentReplay);
}, 60_000);

test(
  'a refusal is written once and at once, whether or not a standby is there',
  { timeout: 60_000 },
  async () => {
    const certificate = (await makeCertificate()).certPem;
    const account = await app.accounts.create({ certificate });
    const other = await app.accounts.create();
    const written = await withoutStandby(async () => {
      const wrong = { clientId: account.clientId, clientSecret: other.clientSecret };
      expect((await askToken(app, wrong, certificate)).status).toBe(401);
      // A statement that waits is given up after 5 s, and tried again after 2 s more.
      await pause(15_000);
      return database.sql('SELECT FROM refusal WHERE client_id = $1', [account.clientId]);
    });
    expect(written).toHaveLength(1);
  },
);
