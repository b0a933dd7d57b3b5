import { beforeAll, expect, test } from 'vitest';
import type { AccountId, ClientId, CredentialId, RequestId, SecretId } from '../../src/core/shared/ids.js';
import type { Grant } from '../../src/core/tokens/grant.js';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';
import { Database } from '../../src/storage/database.js';
import { LastUseRecorder } from '../../src/storage/hot-path/last-use-recorder.js';
import { PostgresIssuanceRecorder } from '../../src/storage/hot-path/postgres-issuance-recorder.js';
import { RecordDeadline } from '../../src/storage/hot-path/record-deadline.js';
import { RecordHealth } from '../../src/storage/hot-path/record-health.js';
import type { TestAccount } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * Records that arrive in one turn of the event loop are one batch, in that order. Through HTTP that
 * is left to chance; here it is certain. The database answers with the ids of those it recorded, so
 * there may be fewer than it was asked for.
 */
let app: TestApp;
let log: PostgresIssuanceRecorder;
let health: RecordHealth;
let monotonicMs = 0;
let kid: string;
beforeAll(async () => {
  app = await sharedApp();
  kid =
    (await app.database.sql<{ kid: string }>(`SELECT kid FROM signing_key_ring WHERE state = 'active'`))[0]
      ?.kid ?? '';
  const config = app.config.database;
  const database = new Database(config);
  const lastUseRecorder = new LastUseRecorder(database, {
    failed: () => undefined,
    worked: () => undefined,
  });
  const clock = () => monotonicMs;
  health = new RecordHealth(database, clock);
  const deadline = new RecordDeadline(clock, true, health);
  log = new PostgresIssuanceRecorder(database, config, lastUseRecorder, deadline, health, clock);
  afterFile(async () => {
    await lastUseRecorder.close();
    await database.close();
  });
});

const tokenIds = new UuidTokenIdGenerator();

const grantFor = async (account: TestAccount): Promise<Grant> => {
  const [row] = await app.database.sql<{ stamp: string; now: Date }>(
    'SELECT stamp, now() AS now FROM account WHERE id = $1',
    [account.id],
  );
  const nowMs = row?.now.getTime() ?? 0;
  return {
    client: {
      nowMs,
      clientId: account.clientId as ClientId,
      accountId: account.id as AccountId,
      stamp: row?.stamp ?? '',
      credentialId: account.credentialId as CredentialId,
      secretId: account.secretId as SecretId,
      secretExpiresAtMs: null,
      ...{ accountName: 'Loja', accountKind: 'merchant', accountStatus: 'active', accountScopes: [] },
      ...{ requiredTaxId: null, networkAllowed: true, certificatePolicy: 'tls' },
      ...{ credentialStatus: 'active', credentialScopes: null, credentialExpiresAtMs: null },
      certificate: null,
    },
    kind: { algorithm: 'HS256', typ: 'JWT' },
    issuer: 'https://auth.example.com',
    audience: 'api',
    claims: { sub: account.id },
    scopes: [],
    issuedAtSeconds: Math.floor(nowMs / 1000),
    lifetimeSeconds: 1800,
  };
};

const record = (
  grant: Grant,
  index: number,
  tokenId = tokenIds.generate(grant.client.nowMs),
): Promise<boolean> => {
  const requestId = index.toString(16).padStart(32, '0') as RequestId;
  return log.record({ id: tokenId, kid }, grant, {
    contract: 'avista',
    source: { requestId, listener: 'tls', address: '127.0.0.1' },
  });
};

/** One batch, in the order given. Resolves to what the log said of each, and what is in the table. */
const recordTogether = async (
  grants: readonly Grant[],
): Promise<{ said: boolean[]; kept: boolean[]; batches: number }> => {
  const ids = grants.map(({ client }) => tokenIds.generate(client.nowMs));
  const said = await Promise.all(grants.map((grant, index) => record(grant, index, ids[index])));
  const rows = await app.database.sql<{ jti: string; account_id: string; transaction: string }>(
    'SELECT jti, account_id, xmin::text AS transaction FROM token_issuance WHERE jti = ANY ($1)',
    [ids],
  );
  return {
    said,
    kept: ids.map((id, index) =>
      rows.some(
        ({ jti, account_id }) => jti === String(id) && account_id === String(grants[index]?.client.accountId),
      ),
    ),
    batches: new Set(rows.map(({ transaction }) => transaction)).size,
  };
};

const open = (count: number): Promise<TestAccount[]> =>
  Promise.all(Array.from({ length: count }, () => app.accounts.create()));

const changed = (account: TestAccount): Promise<unknown> =>
  app.database.sql(`UPDATE account SET status = 'suspended', version = version + 1 WHERE id = $1`, [
    account.id,
  ]);

test('of two in one batch the first is turned down and the second is good: only the second gets its token', async () => {
  const [first, second] = await open(2);
  const grants = await Promise.all([first, second].map((account) => grantFor(account as TestAccount)));
  await changed(first as TestAccount);
  expect(await recordTogether(grants)).toEqual({ said: [false, true], kept: [false, true], batches: 1 });
});

test('in a larger batch each record gets its own answer, wherever the ones that are turned down stand', async () => {
  const accounts = await open(9);
  const grants = await Promise.all(accounts.map(grantFor));
  const good = accounts.map((_, index) => index % 3 === 1);
  await Promise.all(accounts.filter((_, index) => !good[index]).map(changed));
  expect(await recordTogether(grants)).toEqual({ said: good, kept: good, batches: 1 });
});

test('a batch that came too late, and recorded nothing, does not make failures of records forgotten', async () => {
  const [first, second] = (await open(2)).map(({ id }) => id as AccountId);
  const failing = [first as AccountId, second as AccountId];
  health.noteFailed(failing, 'no standby');
  monotonicMs += 6000;
  health.noteFailed(failing, 'no standby');
  const grant = await grantFor(await app.accounts.create());
  const late = { ...grant, issuedAtSeconds: grant.issuedAtSeconds - 10 };
  await expect(recordTogether([late])).rejects.toMatchObject({ reason: 'too_slow', mayBeQuicker: true });
  await expect(health.check()).rejects.toThrow('no token could be recorded: no standby');
  expect((await recordTogether([grant])).said).toEqual([true]);
  await health.check();
});

test('a record that came too late fails alone, and one that was turned down for a change is told from it', async () => {
  const accounts = await open(3);
  const [late, changedGrant, good] = await Promise.all(accounts.map(grantFor));
  await changed(accounts[1] as TestAccount);
  const grants = [
    { ...late, issuedAtSeconds: (late?.issuedAtSeconds ?? 0) - 10 },
    changedGrant,
    good,
  ] as Grant[];
  const outcomes = await Promise.allSettled(grants.map((grant, index) => record(grant, index)));
  expect(outcomes).toMatchObject([
    { status: 'rejected', reason: { reason: 'too_slow' } },
    { status: 'fulfilled', value: false },
    { status: 'fulfilled', value: true },
  ]);
});

test('two failures with an hour between them are not an hour of failures', async () => {
  const accounts = (await open(2)).map(({ id }) => id as AccountId);
  health.noteFailed(accounts, 'no standby');
  monotonicMs += 3_600_000;
  health.noteFailed(accounts, 'no standby');
  await health.check();
});
