import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { recordFault } from './fault-record.js';
import { compareWithRecords, describeStatuses, Ledger, openClient } from './ledger.js';
import { type Attempt, FaultsOperator } from './operator.js';
import { stopTree } from './process-tree.js';
import { openReplicatedDatabase, type ReplicatedDatabase } from './replicated-database.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * The standby is away, and sessions cancel the waits of commits for it, after which PostgreSQL reports
 * success. Then the primary is lost, and the standby comes back and is promoted. Whatever was acknowledged, a token
 * or a revocation, must be at the promoted standby.
 */
const connections = 12;
const cancelledMs = 8000;

let stack: OperatorsStack;
let database: ReplicatedDatabase;
let ledger: Ledger;
let operator: FaultsOperator;
beforeAll(async () => {
  stack = await openOperatorsStack({}, async (dataDir) => (database = await openReplicatedDatabase(dataDir)));
  operator = await FaultsOperator.open(stack);
  const client = await openClient(stack);
  ledger = new Ledger(stack.proxy, [client]);
  ledger.start(connections);
  await pause(2000);
}, 120_000);
afterAll(() => ledger.stop());

/** Cancels every wait for the standby, again and again. */
const cancelWaits = async (untilMs: number): Promise<number> => {
  let cancelled = 0;
  while (Date.now() < untilMs) {
    const rows = await database.database.sql(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`,
    );
    cancelled += rows.length;
    await pause(100);
  }
  return cancelled;
};

const suspendUntil = async (untilMs: number, accounts: readonly string[]): Promise<Attempt[]> => {
  const attempts: Attempt[] = [];
  for (const account of accounts) {
    if (Date.now() > untilMs) break;
    // Three times with one key, because a repeat could answer what is only in force at the primary.
    for (let times = 0; times < 3; times += 1)
      attempts.push(await operator.overHttp(account, `suspend-${account}`));
  }
  return attempts;
};

const promote = async (): Promise<void> => {
  await database.standby.sql('SELECT pg_promote()');
  const recovering = async (): Promise<unknown> =>
    (await database.standby.sql('SELECT pg_is_in_recovery() AS recovering'))[0];
  await expect.poll(recovering, { timeout: 20_000 }).toEqual({ recovering: false });
};

test('what was acknowledged is at the promoted standby', { timeout: 120_000 }, () =>
  recordFault('promote a standby after cancelled waits', async (record) => {
    const accounts = await Promise.all(
      Array.from({ length: 40 }, async () => (await stack.accounts.create()).id),
    );
    const confirmed = await operator.overHttp(accounts[0] ?? '');
    const comeBack = await database.standby.end();
    const endMs = Date.now() + cancelledMs;
    const [cancelled, attempts] = await Promise.all([
      cancelWaits(endMs),
      suspendUntil(endMs, accounts.slice(1)),
    ]).finally(async () => {
      afterFile(await stopTree(database.postgres.pid()));
    });
    await comeBack();
    await promote();
    await ledger.stop();
    const promoted = { ...database.database, sql: database.standby.sql };
    const compared = await compareWithRecords(ledger, promoted);
    record.rounds();
    await record.ledger(ledger.entries, promoted);
    record.note(
      `${String(cancelled)} waits were cancelled. ${String(attempts.filter(({ outcome }) => outcome === 'done').length)} of ` +
        `${String(attempts.length)} revocations were acknowledged meanwhile.`,
    );
    process.stdout.write(
      `${String(cancelled)} waits cancelled; ${describeStatuses(ledger.entries)}; of ${String(compared.tokens)} tokens ` +
        `${String(compared.withoutRecord.length)} have no record at the promoted standby; ` +
        `${String(attempts.filter(({ outcome }) => outcome === 'done').length)} of ${String(attempts.length)} revocations acknowledged\n`,
    );
    expect(confirmed.outcome).toBe('done');
    expect(cancelled).toBeGreaterThan(10);
    expect(compared.tokens).toBeGreaterThan(100);
    expect(compared.withoutRecord).toEqual([]);
    expect(attempts.length).toBeGreaterThan(10);
    for (const { accountId, outcome } of [confirmed, ...attempts]) {
      if (outcome !== 'done') continue;
      const [row] = await promoted.sql('SELECT status FROM account WHERE id = $1', [accountId]);
      expect(row).toEqual({ status: 'suspended' });
    }
  }),
);
