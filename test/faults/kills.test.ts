import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FaultName } from '../../tools/reliability/faults.js';
import { recordFault } from './fault-record.js';
import { describeStatuses, expectEveryTokenRecorded, Ledger, openClient } from './ledger.js';
import { childrenOf } from './process-tree.js';
import { openOperatorsStack, type OperatorsStack, type Supervised } from './stack.js';

/**
 * Parts are killed with SIGKILL while clients ask for tokens. Whatever happens, a client has a token
 * with a record, or a 503 that says when to come again, or no answer at all; and the service comes
 * back by itself.
 */
const connections = 12;
const betweenMs = 3000;
const rounds = Number(process.env['PORTARIA_FAULTS_KILL_ROUNDS'] ?? 2);
/** What was killed starts again within this time. */
const startedWithinMs = 20_000;
/**
 * From the moment at which what was killed accepts connections. Both processes once came back after 11 s:
 * NGINX had left them out for 10 s (`fail_timeout`).
 */
const backWithinMs = 2000;
const answeredWithinMs = 12_000;

let stack: OperatorsStack;
let ledger: Ledger;
beforeAll(async () => {
  stack = await openOperatorsStack();
  const clients = await Promise.all(Array.from({ length: 4 }, () => openClient(stack)));
  ledger = new Ledger(stack.proxy, clients);
  ledger.start(connections);
  await pause(betweenMs);
}, 120_000);
afterAll(() => ledger.stop());

/** A kill resolves when what was killed accepts connections again. */
type Kill = () => Promise<void>;

const killOne = (pids: readonly number[]): void => {
  const [pid] = pids;
  if (pid === undefined) throw new Error('there is no such process to kill');
  process.kill(pid, 'SIGKILL');
};

const until = async (isThere: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + startedWithinMs;
  while (!(await isThere())) {
    if (Date.now() > deadline) throw new Error('what was killed did not start again');
    await pause(10);
  }
};

const killSupervised = async (
  parts: readonly Supervised[],
  accepts: (nth: number) => Promise<boolean>,
): Promise<void> => {
  const starts = parts.map((part) => part.starts());
  for (const { pid } of parts) process.kill(pid(), 'SIGKILL');
  for (const [nth, part] of parts.entries())
    await until(async () => part.starts() > (starts[nth] ?? 0) && (await accepts(nth)));
};

const applicationAccepts = async (nth: number): Promise<boolean> => {
  const answer = await fetch(`http://127.0.0.1:${String(stack.applicationPorts[nth])}/healthz/ready`).catch(
    () => null,
  );
  return answer?.ok === true;
};
const databaseAccepts = (): Promise<boolean> =>
  stack.database.sql('SELECT 1').then(
    () => true,
    () => false,
  );

const faults = {
  'kill one process': () => killSupervised(stack.applications.slice(0, 1), applicationAccepts),
  'kill both processes': () => killSupervised(stack.applications, applicationAccepts),
  'kill the postmaster': () => killSupervised([stack.postgres], databaseAccepts),
  'kill a database backend': async () => {
    killOne(await childrenOf(stack.postgres.pid(), 'portaria_login'));
    await until(databaseAccepts);
  },
  'kill an NGINX worker': async () => {
    killOne(await childrenOf(stack.proxy.nginx.pid, 'worker process'));
  },
  'kill NGINX': async () => {
    const { pid, ended } = stack.proxy.nginx;
    // The group: the workers of a killed master would keep the ports.
    process.kill(-pid, 'SIGKILL');
    await ended;
    await stack.proxy.startAgain();
  },
} satisfies Partial<Record<FaultName, Kill>>;

/** Kills, and resolves to what clients saw from then on. */
const killOnce = async (kill: Kill) => {
  await pause(Math.random() * 1000);
  const killedAt = Date.now();
  await kill();
  const acceptsAt = Date.now();
  while (Date.now() < acceptsAt + backWithinMs && ledger.backAfterMs(killedAt + 50) === Infinity)
    await pause(20);
  await pause(betweenMs);
  // Sent 50 ms later, so that nothing from before the kill counts.
  const backAt = killedAt + 50 + ledger.backAfterMs(killedAt + 50);
  return {
    acceptsAfterMs: acceptsAt - killedAt,
    tokenAfterMs: backAt - killedAt,
    backAfterMs: Math.max(0, backAt - acceptsAt),
    during: ledger.between(killedAt),
  };
};

test.each(Object.entries(faults) as [FaultName, Kill][])('%s', { timeout: rounds * 45_000 }, (name, kill) =>
  recordFault(name, async (record) => {
    let longestMs = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const { acceptsAfterMs, tokenAfterMs, backAfterMs, during } = await killOnce(kill);
      longestMs = Math.max(longestMs, tokenAfterMs);
      record.rounds();
      record.backAfter(backAfterMs);
      await record.ledger(during, stack.database);
      process.stdout.write(
        `${name}, ${String(round)}: accepts connections after ${String(acceptsAfterMs)} ms, first token ` +
          `${String(backAfterMs)} ms later; ${describeStatuses(during)}\n`,
      );
      expect(backAfterMs).toBeLessThan(backWithinMs);
      const others = during.filter(({ status }) => status !== 201 && status !== null);
      expect(others.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0))).toEqual(
        [],
      );
      // Both of two processes, and NGINX's connections to them, had to be there again.
      expect(during.filter(({ answeredAt, sentAt }) => answeredAt - sentAt > answeredWithinMs)).toEqual([]);
      expect(record.found().tokens?.withoutRecord).toBe(0);
    }
    record.note(`From the kill to the next token: at most ${String(longestMs)} ms.`);
  }),
);

test('every token that a client holds has its record, exactly one', { timeout: 60_000 }, () =>
  expectEveryTokenRecorded(ledger, stack.database),
);
