import pg from 'pg';
import { expect, test } from 'vitest';
import type { Account } from '../../src/core/accounts/account.js';
import { type Actor, emptyRequestContext, type RequestContext } from '../../src/core/audit/operation.js';
import { type IdempotencyKey, IdempotentReplay } from '../../src/core/shared/idempotency.js';
import { suspendAccount } from '../../src/management/accounts/suspend-account.js';
import type { CreatedCredential } from '../../src/management/credentials/create-credential.js';
import { disableRealmUser } from '../../src/management/realm-users/disable-realm-user.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { afterFile } from '../support/cleanup.js';
import { executorOn, openTestManagement, pause, refusalOf } from './open-test-management.js';
import { type TestUseCases, useCasesOf } from './use-cases.js';

const { database, management, whole } = await openTestManagement();
const operator = await management.createAccount.run({ name: 'Ana', kind: 'operator' });
const actor: Actor = { kind: 'account', name: 'Ana', accountId: operator.id, clientId: null };
const onceWith = (
  idempotency: IdempotencyKey | null,
  expectedVersion: number | null = null,
): RequestContext => ({
  ...emptyRequestContext,
  expectedVersion,
  idempotency,
});

const once = (key: string, requestDigest = 'digest', by = actor): TestUseCases =>
  useCasesOf(whole, {
    actor: by,
    managesOperators: true,
    managesResourceServers: true,
    ...onceWith({ key, requestDigest, outcomeOf: (result) => ({ id: (result as Account).id }) }),
  });

const outcomeOf = async (work: Promise<unknown>): Promise<unknown> => {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof IdempotentReplay) return thrown.outcome;
  throw new Error('it was not "already done"', { cause: thrown });
};

const countOf = async (name: string): Promise<number> => (await management.listAccounts.run({ name })).length;

test('a repeat under the same key does nothing and tells what came of the first', async () => {
  const { id } = await once('k1').createAccount.run({ name: 'Repeated' });
  expect(await outcomeOf(once('k1').createAccount.run({ name: 'Repeated' }))).toEqual({ id });
  expect(await countOf('Repeated')).toBe(1);
});

test('of two at once under the same key one is done, and the other waits and is told', async () => {
  const both = [0, 1].map(() => once('k2').createAccount.run({ name: 'Twice' }));
  const results = await Promise.allSettled(both);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const told = results.find((result) => result.status === 'rejected');
  expect(told?.reason).toBeInstanceOf(IdempotentReplay);
  expect(await countOf('Twice')).toBe(1);
});

test('the same key for another request is refused', async () => {
  await once('k3').createAccount.run({ name: 'First' });
  expect(await refusalOf(once('k3', 'other').createAccount.run({ name: 'Other' }))).toMatchObject({
    code: 'reused',
  });
  expect(await countOf('Other')).toBe(0);
});

test("a key is its actor's own", async () => {
  const other = await management.createAccount.run({ name: 'Rui', kind: 'operator' });
  await once('k4').createAccount.run({ name: 'Mine' });
  await once('k4', 'digest', { ...actor, accountId: other.id }).createAccount.run({ name: 'His' });
  expect(await countOf('His')).toBe(1);
});

test('a refused try leaves no key, so that the corrected one may have it', async () => {
  const pem = 'not a certificate';
  expect(await refusalOf(once('k5').linkCertificate.run({ account: operator.id, pem }))).toMatchObject({
    code: 'invalid',
  });
  expect(await refusalOf(once('k5').suspendAccount.run('987654'))).toMatchObject({ code: 'not_found' });
  await once('k5', 'corrected').createAccount.run({ name: 'Corrected' });
  expect(await countOf('Corrected')).toBe(1);
});

test('a key is forgotten after 24 hours, and cleared away by later ones', async () => {
  await once('k6').createAccount.run({ name: 'Old' });
  await once('k7').createAccount.run({ name: 'Older' });
  await database.sql(
    `UPDATE idempotency SET created_at = now() - interval '25 hours' WHERE key IN ('k6', 'k7')`,
  );
  await once('k6').createAccount.run({ name: 'Old' });
  expect(await countOf('Old')).toBe(3);
  expect(await database.sql(`SELECT FROM idempotency WHERE key = 'k7'`)).toEqual([]);
});

test('what is kept has no secret in it', async () => {
  const keeping = useCasesOf(whole, {
    actor,
    managesOperators: true,
    managesResourceServers: true,
    ...onceWith({
      key: 'k8',
      requestDigest: 'digest',
      outcomeOf: (result) => ({ clientId: (result as CreatedCredential).credential.clientId }),
    }),
  });
  const issued = await keeping.createCredential.run({ account: operator.id });
  const [row] = await database.sql<{ text: string }>(
    `SELECT i::text AS text FROM idempotency i WHERE key = 'k8'`,
  );
  expect(row?.text).toContain(issued.credential.clientId);
  expect(row?.text).not.toContain(issued.secret?.reveal((value) => value));
});

test('a repeat of a revocation that was never acknowledged is told only after the barrier', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const record = new pg.Client(database.appUrl);
  await record.connect();
  afterFile(() => record.end());
  const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
  afterFile(() => connection.close());
  const context = onceWith({ key: 'k9', requestDigest: 'd', outcomeOf: () => 'suspended' });
  const suspend = (patienceMs: number): Promise<Account> =>
    executorOn(connection, patienceMs).execute(
      { actor, managesOperators: true, managesResourceServers: true, ...context },
      suspendAccount,
      id,
    );
  const effectiveAt = async (): Promise<Date | undefined> =>
    (
      await database.sql<{ effective_at: Date }>(
        `SELECT effective_at FROM revocation WHERE kind = 'account' AND subject = $1`,
        [id],
      )
    )[0]?.effective_at;
  await record.query('BEGIN');
  await record.query('SELECT pg_advisory_xact_lock_shared(7305808)');
  expect(await refusalOf(suspend(200))).toMatchObject({ code: 'unavailable' });
  const early = await effectiveAt();
  expect(await refusalOf(suspend(200))).toMatchObject({ code: 'unavailable' });
  await record.query('COMMIT');
  await pause(20);
  expect(await outcomeOf(suspend(5000))).toBe('suspended');
  const late = await effectiveAt();
  expect(late?.getTime()).toBeGreaterThan(early?.getTime() ?? Number.NaN);
  // Acknowledged now: later repeats must not end the tokens of a later reactivation.
  expect(await outcomeOf(suspend(5000))).toBe('suspended');
  expect(await effectiveAt()).toEqual(late);
});

test('what writes no fact waits for the records of issue as well, also when it is repeated', async () => {
  const record = new pg.Client(database.appUrl);
  await record.connect();
  const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
  afterFile(async () => {
    await record.end();
    await connection.close();
  });
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  const { user } = await management.createRealmUser.run({ account, username: 'ana' });
  const once = onceWith({ key: 'k10', requestDigest: 'd', outcomeOf: () => 'disabled' });
  const disable = (patienceMs: number): Promise<unknown> =>
    executorOn(connection, patienceMs).execute(
      { actor, managesOperators: true, managesResourceServers: true, ...once },
      disableRealmUser,
      user.username,
    );
  await record.query('BEGIN');
  await record.query('SELECT pg_advisory_xact_lock_shared(7305808)');
  for (let tries = 0; tries < 2; tries += 1)
    expect(await refusalOf(disable(200))).toMatchObject({ code: 'unavailable' });
  await record.query('COMMIT');
  for (let tries = 0; tries < 2; tries += 1) expect(await outcomeOf(disable(5000))).toBe('disabled');
});

test('a change that expects another version than the account has is refused as stale, and changes nothing', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const at = (version: number): TestUseCases =>
    useCasesOf(whole, {
      actor,
      managesOperators: true,
      managesResourceServers: true,
      ...onceWith(null, version),
    });
  const { version } = (await management.showAccount.run(id)).account;
  expect(await refusalOf(at(version + 1).suspendAccount.run(id))).toMatchObject({
    code: 'stale',
    field: 'account',
    message: expect.stringContaining(`version ${version + 1}, now ${version}`),
  });
  expect((await management.showAccount.run(id)).account).toMatchObject({ version, status: 'active' });
  await at(version).suspendAccount.run(id);
  expect(await refusalOf(at(version).reactivateAccount.run(id))).toMatchObject({ code: 'stale' });
});

test('of two that read the same version one is done and the other is stale', async () => {
  const { id, version } = await management.createAccount.run({ name: 'Loja' });
  const both = [0, 1].map(() =>
    useCasesOf(whole, {
      actor,
      managesOperators: true,
      managesResourceServers: true,
      ...onceWith(null, version),
    }).createCredential.run({
      account: id,
    }),
  );
  const results = await Promise.allSettled(both);
  const codes = results.map((result) =>
    result.status === 'rejected' ? (result.reason as { code: string }).code : 'done',
  );
  expect(codes.sort()).toEqual(['done', 'stale']);
});
