import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { makeDatabase } from '../support/database.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';

/** Loaded ahead of the application: on a signal its event loop stands still for ever. */
const hang = `process.on('SIGUSR2', () => { for (;;); });`;

const start = async (): Promise<ApplicationProcess> =>
  startProcess({
    DATABASE_URL: (await makeDatabase()).appUrl,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hang)}`,
    PORTARIA_PORT: '0',
    PORTARIA_ISSUER: 'https://auth.example.com',
    PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
    PORTARIA_PEPPER: randomBytes(32).toString('base64'),
    PORTARIA_TLS_LISTENER_SECRET: randomBytes(32).toString('base64url'),
    PORTARIA_WATCHDOG_SECONDS: '3',
  });

const isLive = async ({ port }: ApplicationProcess): Promise<boolean> =>
  (await fetch(`http://127.0.0.1:${String(port)}/healthz/live`)).ok;

test('a process whose event loop stands still ends itself, and says why', { timeout: 30_000 }, async () => {
  const application = await start();
  expect(await isLive(application)).toBe(true);
  application.child.kill('SIGUSR2');
  await application.exited;
  expect(application.child.signalCode).toBe('SIGKILL');
  expect(application.output()).toMatch(
    /"level":"fatal".*the event loop was blocked for 3 s, so the watchdog ends this process/,
  );
});

test('one that was stopped for longer than that, and continued, goes on', { timeout: 30_000 }, async () => {
  const application = await start();
  application.child.kill('SIGSTOP');
  await pause(5000);
  application.child.kill('SIGCONT');
  await pause(2500);
  expect(await isLive(application)).toBe(true);
  application.child.kill('SIGTERM');
  expect(await application.exited).toBe(0);
});
