import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, describeStatuses, expectEveryTokenRecorded, Ledger } from './ledger.js';
import { childrenOf } from './process-tree.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/**
 * Parts are killed with SIGKILL while clients ask for tokens. Whatever happens, a client has a token
 * with a record, or a 503 that says when to come again, or no answer at all; and the service comes
 * back by itself.
 */
const connections = 12;
const betweenMs = 3000;
/**
 * With the start of what was killed. Both processes once came back after 11 s: NGINX had left them out
 * for 10 s (`fail_timeout`).
 */
const backWithinMs = 9000;

let stack: OperatorsStack;
let ledger: Ledger;
beforeAll(async () => {
  stack = await openOperatorsStack();
  const clients = await Promise.all(
    Array.from({ length: 4 }, async (): Promise<Client> => {
      const certificate = await stack.proxy.issue();
      return { certificate, account: await stack.accounts.open({ certificate: certificate.certPem }) };
    }),
  );
  ledger = new Ledger(stack.proxy, clients);
  ledger.start(connections);
  await pause(betweenMs);
}, 120_000);
afterAll(() => ledger.stop());

const killOne = (pids: readonly number[]): void => {
  const [pid] = pids;
  if (pid === undefined) throw new Error('there is no such process to kill');
  process.kill(pid, 'SIGKILL');
};

const faults: Readonly<Record<string, () => Promise<void>>> = {
  'one process of the application': () => {
    killOne(stack.applications.map(({ pid }) => pid()));
    return Promise.resolve();
  },
  'both processes of the application': () => {
    for (const { pid } of stack.applications) process.kill(pid(), 'SIGKILL');
    return Promise.resolve();
  },
  'the postmaster': () => {
    killOne([stack.postgres.pid()]);
    return Promise.resolve();
  },
  'one backend of the database': async () => {
    killOne(await childrenOf(stack.postgres.pid(), 'portaria_login'));
  },
  'one worker of NGINX': async () => {
    killOne(await childrenOf(stack.proxy.nginx.pid, 'worker process'));
  },
};

test.each(Object.entries(faults))('kill -9 of %s', { timeout: 90_000 }, async (name, kill) => {
  for (let round = 1; round <= 2; round += 1) {
    const killedAt = Date.now();
    await kill();
    const deadline = killedAt + backWithinMs;
    while (Date.now() < deadline && ledger.backAfterMs(killedAt + 50) === Infinity) await pause(50);
    await pause(betweenMs);
    const during = ledger.between(killedAt);
    process.stdout.write(
      `${name}, ${String(round)}: first token after ${String(ledger.backAfterMs(killedAt))} ms; ${describeStatuses(during)}\n`,
    );
    expect(ledger.backAfterMs(killedAt)).toBeLessThan(backWithinMs);
    const others = during.filter(({ status }) => status !== 201 && status !== null);
    expect(others.filter(({ status, retryAfter }) => status !== 503 || !(Number(retryAfter) > 0))).toEqual(
      [],
    );
    // Both of two processes, and NGINX's connections to them, had to be there again.
    expect(during.filter(({ answeredAt, sentAt }) => answeredAt - sentAt > 12_000)).toEqual([]);
  }
});

test('every token that a client holds has its record, exactly one', { timeout: 60_000 }, () =>
  expectEveryTokenRecorded(ledger, stack.database),
);
