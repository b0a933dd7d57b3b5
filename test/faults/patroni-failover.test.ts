import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultRecord, recordFault } from './fault-record.js';
import { compareWithRecords, describeStatuses, Ledger, openClient } from './ledger.js';
import { type Attempt, FaultsOperator } from './operator.js';
import { openPatroniCluster, type PatroniCluster, type PatroniNode } from './patroni.js';
import { openOperatorsStack, type OperatorsStack, preparedDatabase, settings } from './stack.js';

/**
 * Three PostgreSQL under Patroni, with synchronous replication. The primary is killed under load, again
 * and again: the application finds the new one by itself, and whatever was acknowledged is there.
 */
const connections = 12;
const rounds = Number(process.env['PORTARIA_FAULTS_FAILOVER_ROUNDS'] ?? 3);
/** From the moment at which another node accepts writes. */
const backWithinMs = 2000;
const promotedWithinMs = 30_000;
/** A request may be sent before the promotion and be answered after it. */
const beforeMs = 500;

let stack: OperatorsStack;
let cluster: PatroniCluster;
let ledger: Ledger;
let operator: FaultsOperator;
const attempts: Attempt[] = [];
beforeAll(async () => {
  cluster = await openPatroniCluster(settings);
  stack = await openOperatorsStack({}, async () => ({
    database: await preparedDatabase(cluster.url),
    postgres: { pid: () => 0, starts: () => 1 },
  }));
  operator = await FaultsOperator.open(stack);
  const clients = await Promise.all(Array.from({ length: 4 }, () => openClient(stack)));
  ledger = new Ledger(stack.proxy, clients);
  ledger.start(connections);
  await pause(2000);
}, 180_000);
afterAll(() => ledger.stop());

/** Kills the primary; resolves to the time at which another node accepts writes. */
const failOver = async (primary: PatroniNode): Promise<number> => {
  await primary.kill();
  const deadline = Date.now() + promotedWithinMs;
  while (Date.now() < deadline) {
    const now = await cluster.primary();
    if (now && now !== primary) return Date.now();
    await pause(20);
  }
  throw new Error('no other node accepted writes');
};

const suspendUntil = async (isOver: () => boolean): Promise<void> => {
  while (!isOver()) {
    const { id } = await stack.accounts.create().catch(() => ({ id: '' }));
    if (id !== '') attempts.push(await operator.overHttp(id));
    await pause(200);
  }
};

const failOverOnce = async (round: number, record: FaultRecord): Promise<number> => {
  const primary = await cluster.untilWhole();
  const killedAt = Date.now();
  let over = false;
  const suspending = suspendUntil(() => over);
  const promotedAt = await failOver(primary);
  const backAfterMs = (): number => ledger.backAfterMs(promotedAt - beforeMs) - beforeMs;
  while (Date.now() < promotedAt + 3 * backWithinMs && backAfterMs() === Infinity) await pause(20);
  await pause(1000);
  over = true;
  await suspending;
  await primary.start();
  const during = ledger.between(killedAt);
  record.rounds();
  record.backAfter(Math.max(0, backAfterMs()));
  process.stdout.write(
    `round ${String(round)}: ${primary.name} killed; another primary after ${String(promotedAt - killedAt)} ms; ` +
      `first token ${String(backAfterMs())} ms later; ${describeStatuses(during)}\n`,
  );
  expect(backAfterMs()).toBeLessThan(backWithinMs);
  const others = during.filter(({ status }) => status !== 201);
  expect(others.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0))).toEqual([]);
  expect(during.filter(({ answeredAt, sentAt }) => answeredAt - sentAt > 12_000)).toEqual([]);
  return promotedAt - killedAt;
};

/** Whatever was acknowledged is at the primary of now. */
const expectNothingLost = async (record: FaultRecord): Promise<void> => {
  await ledger.stop();
  await cluster.untilWhole();
  await record.ledger(ledger.entries, stack.database);
  const compared = await compareWithRecords(ledger, stack.database);
  const done = attempts.filter(({ outcome }) => outcome === 'done').map(({ accountId }) => accountId);
  const revocations = `${String(done.length)} of ${String(attempts.length)} revocations were acknowledged`;
  record.note(`${revocations}, and all of those are at the last primary.`);
  process.stdout.write(
    `${String(rounds)} failovers: of ${String(compared.tokens)} tokens ${String(compared.withoutRecord.length)} have no ` +
      `record at the new primary; ${revocations}\n`,
  );
  expect(compared.tokens).toBeGreaterThan(100);
  expect(compared.withoutRecord).toEqual([]);
  expect(compared.twice).toEqual([]);
  expect(done.length).toBeGreaterThan(rounds);
  const lost = await stack.database.sql(
    `SELECT id FROM account WHERE id::text = ANY ($1) AND status <> 'suspended'`,
    [done],
  );
  expect(lost).toEqual([]);
};

test(
  'the primary is killed under load: the service is back without hands, and no token or revocation is lost',
  { timeout: (rounds + 1) * 100_000 },
  () =>
    recordFault('kill the primary under Patroni', async (record) => {
      const promotions: number[] = [];
      for (let round = 1; round <= rounds; round += 1) promotions.push(await failOverOnce(round, record));
      record.note(
        `Another node accepted writes at most ${String(Math.max(...promotions))} ms after the kill.`,
      );
      await expectNothingLost(record);
    }),
);
