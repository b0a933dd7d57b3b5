import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advisoryLocks } from '../../src/storage/advisory-locks.js';
import type { FaultName } from '../../tools/reliability/faults.js';
import { afterFile } from '../support/cleanup.js';
import { recordFault } from './fault-record.js';
import { describeStatuses, expectEveryTokenRecorded, Ledger, openClient } from './ledger.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * The database accepts connections and does not answer: a lock that is held, a table that is locked,
 * a server that is stopped. Each request gets a 503 in time, no process opens more connections than
 * its pools have, and the service is back as soon as the database is.
 */
const connections = 12;
/** How long each fault lasts. The pools of both processes once leaked a connection every 5 s. */
const hangMs = Number(process.env['PORTARIA_FAULTS_HANG_SECONDS'] ?? 30) * 1000;
const answeredWithinMs = 12_000;
/** Of one process: the hot path (2 * PORTARIA_DATABASE_MAX_IN_FLIGHT + 3), merchants 4, operators 4. */
const connectionsOfProcess = 2 * 2 + 3 + 4 + 4;

let stack: OperatorsStack;
let ledger: Ledger;
let sick: pg.Client;
beforeAll(async () => {
  stack = await openOperatorsStack();
  const client = await openClient(stack);
  sick = new pg.Client(stack.database.adminUrl);
  sick.on('error', () => undefined);
  await sick.connect();
  afterFile(() => sick.end());
  ledger = new Ledger(stack.proxy, [client]);
  ledger.start(connections);
  await pause(2000);
}, 120_000);
afterAll(() => ledger.stop());

/** Backends of the application's login, asked over the connection of another login. */
const countBackends = async (): Promise<number> => {
  const [row] = await stack.database.sql<{ n: string }>(
    `SELECT count(*) AS n FROM pg_stat_activity WHERE usename = 'portaria_login'`,
  );
  return Number(row?.n);
};

const watchBackends = async (untilMs: number): Promise<number> => {
  let most = 0;
  while (Date.now() < untilMs) {
    most = Math.max(most, await countBackends());
    await pause(500);
  }
  return most;
};

/** Holds what `statement` takes, in a transaction of a session that is stuck. */
const held = async (statement: string): Promise<number> => {
  await sick.query('BEGIN');
  await sick.query(statement);
  const most = await watchBackends(Date.now() + hangMs);
  await sick.query('ROLLBACK');
  return most;
};

const everyBackend = async (): Promise<number[]> =>
  (
    await stack.database.sql<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE usename = 'portaria_login'`,
    )
  ).map(({ pid }) => pid);

/** Stops the backends that the application has; new ones still answer, until they meet a lock. */
const stopped = async (): Promise<number> => {
  const pids = await everyBackend();
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const most = await watchBackends(Date.now() + hangMs / 2);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  return most;
};

const faults = {
  'hold the barrier': () => held(`SELECT pg_advisory_xact_lock(${String(advisoryLocks.recordBarrier)})`),
  'lock the accounts': () => held('LOCK TABLE account IN ACCESS EXCLUSIVE MODE'),
  'lock the records': () => held('LOCK TABLE token_issuance IN ACCESS EXCLUSIVE MODE'),
  'freeze the backends': stopped,
} satisfies Partial<Record<FaultName, () => Promise<number>>>;

const entries = Object.entries(faults) as [FaultName, () => Promise<number>][];
test.each(entries)('%s', { timeout: hangMs + 60_000 }, (name, hang) =>
  recordFault(name, async (record) => {
    const beganAt = Date.now();
    const most = await hang();
    const endedAt = Date.now();
    while (Date.now() < endedAt + answeredWithinMs && ledger.backAfterMs(endedAt) === Infinity)
      await pause(50);
    await pause(1000);
    const during = ledger.between(beganAt);
    record.rounds();
    record.backAfter(ledger.backAfterMs(endedAt));
    await record.ledger(during, stack.database);
    record.note(
      `For ${String(Math.round((endedAt - beganAt) / 1000))} s. At most ${String(most)} connections.`,
    );
    const slowest = Math.max(...during.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
    process.stdout.write(
      `${name}: ${describeStatuses(during)}; slowest ${String(slowest)} ms; at most ${String(most)} connections; ` +
        `first token after ${String(ledger.backAfterMs(endedAt))} ms\n`,
    );
    expect(most).toBeLessThanOrEqual(stack.applications.length * connectionsOfProcess);
    expect(ledger.backAfterMs(endedAt)).toBeLessThan(answeredWithinMs);
    expect(slowest).toBeLessThan(answeredWithinMs);
    const others = during.filter(({ status }) => status !== 201);
    expect(others.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0))).toEqual(
      [],
    );
  }),
);

test('every token that a client holds has its record, exactly one', { timeout: 60_000 }, () =>
  expectEveryTokenRecorded(ledger, stack.database),
);
