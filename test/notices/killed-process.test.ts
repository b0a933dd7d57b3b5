import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { makeCertificate, testAuthority } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { inheritedEnvironment } from '../support/processes.js';
import { startApp } from '../support/test-app.js';
import type { DeliveringPlan } from './delivering-program.js';
import { addWebhook, masterKey, openNotices, openReceiver, quick } from './notice-setup.js';

/** Three attempts, each of which may take a second. */
const retryPolicy = { ...quick, retries: 2, attemptSeconds: 1 };

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 50 });

const startDelivering = async (database: TestDatabase): Promise<ChildProcess> => {
  const plan: DeliveringPlan = {
    ...{ url: database.manageUrl, masterKey: masterKey.toString('base64'), retryPolicy },
    caPem: (await testAuthority()).certPem,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'delivering-program.ts')], {
    env: { ...inheritedEnvironment, TEST_PLAN: JSON.stringify(plan) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  afterFile(() => void child.kill('SIGKILL'));
  return child;
};

const kill = async (child: ChildProcess): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
};

/** A database with one notice that is due. */
const openWithNotice = async (): Promise<TestDatabase> => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
  const { certPem } = await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(5) });
  await accounts.create({ certificate: certPem });
  return database;
};

const deliveries = (database: TestDatabase): Promise<unknown[]> =>
  database.sql('SELECT state, attempts, last_error FROM notice_delivery');

test(
  'a notice whose process is killed before it has the answer is sent once more by another one, with the same id',
  { timeout: 90_000 },
  async () => {
    const database = await openWithNotice();
    const { url, received } = await openReceiver((response, count) => {
      if (count > 1) response.end();
    });
    const { webhook } = await addWebhook(database, url);
    const killed = await startDelivering(database);
    await until(() => {
      expect(received).toHaveLength(1);
    });
    await kill(killed);
    expect(await deliveries(database)).toEqual([{ state: 'pending', attempts: 1, last_error: null }]);
    const { queue, events } = await openNotices(database, { retryPolicy });
    await queue.run();
    await until(() => {
      expect(events).toEqual(['delivered']);
    });
    // Longer than an attempt may take, and than the queue waits before the next.
    await pause(4000);
    await queue.run();
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { body, headers } of received)
      expect(() => webhook.verify(body, { ...headers })).not.toThrow();
    expect(await deliveries(database)).toEqual([{ state: 'delivered', attempts: 2, last_error: null }]);
  },
);

test(
  'a notice whose process is killed at every attempt is sent as often as one that fails every time, and then has failed',
  { timeout: 120_000 },
  async () => {
    const database = await openWithNotice();
    const { url, received } = await openReceiver(() => undefined);
    await addWebhook(database, url);
    for (const attempt of [1, 2, 3]) {
      const child = await startDelivering(database);
      await until(() => {
        expect(received).toHaveLength(attempt);
      });
      await kill(child);
    }
    const { queue, events } = await openNotices(database, { retryPolicy });
    await until(async () => {
      await queue.run();
      expect(events).toEqual(['its process ended during the last attempt', 'failed']);
    });
    await pause(3000);
    await queue.run();
    expect(received).toHaveLength(3);
    expect(await deliveries(database)).toEqual([
      { state: 'failed', attempts: 3, last_error: 'its process ended during every attempt' },
    ]);
  },
);
