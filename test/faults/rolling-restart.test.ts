import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordFault } from './fault-record.js';
import { describeRefusals, Ledger, openClient } from './ledger.js';
import { openOperatorsStack, type OperatorsStack } from './stack.js';

/** Each process is replaced under load, as an upgrade does it: not one request fails. */
const connections = 12;
const rounds = 2;
const restartedWithinMs = 60_000;

let stack: OperatorsStack;
let ledger: Ledger;
beforeAll(async () => {
  stack = await openOperatorsStack({ PORTARIA_DRAIN_SECONDS: '2' });
  const client = await openClient(stack);
  ledger = new Ledger(stack.proxy, [client]);
  ledger.start(connections);
  await pause(2000);
}, 120_000);
afterAll(() => ledger.stop());

/** Ends a process with SIGTERM; resolves when its supervisor's next one is ready. */
const restart = async (nth: number): Promise<void> => {
  const application = stack.applications[nth];
  if (!application) throw new Error('there is no such process');
  const starts = application.starts();
  process.kill(application.pid(), 'SIGTERM');
  const deadline = Date.now() + restartedWithinMs;
  const isReady = async (): Promise<boolean> => {
    if (application.starts() === starts) return false;
    const url = `http://127.0.0.1:${String(stack.applicationPorts[nth])}/healthz/ready`;
    return (await fetch(url).catch(() => null))?.ok === true;
  };
  while (!(await isReady())) {
    if (Date.now() > deadline) throw new Error('the process was not ready again in time');
    await pause(50);
  }
};

test('no request fails while each process is restarted in turn', { timeout: 6 * restartedWithinMs }, () =>
  recordFault('restart each process in turn', async (record) => {
    for (let round = 0; round < rounds; round += 1) {
      for (const nth of stack.applications.keys()) {
        await restart(nth);
        record.rounds();
        // NGINX tries a server that it found away again after a second.
        await pause(1500);
      }
    }
    await ledger.stop();
    await record.ledger(ledger.entries, stack.database);
    // As one text, so that a failure says which responses they were.
    expect(describeRefusals(ledger.entries)).toBe('');
    expect(record.found().tokens?.received).toBeGreaterThan(100);
    expect(record.found().tokens?.withoutRecord).toBe(0);
  }),
);
