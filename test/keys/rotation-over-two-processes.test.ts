import { beforeAll, expect, test } from 'vitest';
import type { KeyRing } from '../../src/crypto/tokens/key-ring.js';
import { type ApplicationProcess, startProcess } from '../support/processes.js';
import {
  type Deployment,
  isGood,
  kidOf,
  letTimePass,
  openDeployment,
  openRing,
  pause,
} from './deployment.js';

/** Longer than the time after which a process reads the ring again. */
const aLookMs = 2500;

let deployment: Deployment;
let processes: ApplicationProcess[];
let ring: KeyRing;
beforeAll(async () => {
  deployment = await openDeployment();
  const { environment } = deployment.app;
  processes = [await startProcess(environment), await startProcess(environment)];
  ring = openRing(deployment.app, deployment.masterKey);
  await ring.reload();
});

/** Asks both processes again and again; resolves, when `work` is done, to the tokens, each with what the ring said of it. */
const during = async (
  work: () => Promise<unknown>,
): Promise<{ kid: string | undefined; good: boolean }[]> => {
  const seen: { kid: string | undefined; good: boolean }[] = [];
  let going = true;
  const traffic = processes.map(async (process) => {
    while (going) {
      const token = await deployment.ask(process);
      seen.push({ kid: kidOf(token), good: await isGood(ring, token) });
    }
  });
  const reading = (async () => {
    while (going) {
      await ring.reload();
      await pause(1000);
    }
  })();
  await work();
  going = false;
  await Promise.all([...traffic, reading]);
  return seen;
};

test('a rotation under load: every token is good wherever it is verified, and both processes change keys by themselves', async () => {
  const { management, app } = deployment;
  const first = (await management.listKeys.run()).find(({ use }) => use === 'merchant');
  let next = '';
  const seen = await during(async () => {
    await pause(500);
    next = (await management.rotateKey.run({ delaySeconds: 120 })).kid;
    await pause(aLookMs);
    expect(kidOf(await deployment.ask(processes[0] as ApplicationProcess))).toBe(first?.kid);
    await letTimePass(app.database, 120);
    await pause(aLookMs);
  });
  expect(seen.length).toBeGreaterThan(50);
  expect(seen.filter(({ good }) => !good)).toEqual([]);
  expect(new Set(seen.map(({ kid }) => kid))).toEqual(new Set([first?.kid, next]));
  for (const process of processes) expect(kidOf(await deployment.ask(process))).toBe(next);
});

test('a token of the old key is good until the longest lifetime is over, and not for ever', async () => {
  const { app, management } = deployment;
  const process = processes[0] as ApplicationProcess;
  const token = await deployment.ask(process);
  const old = kidOf(token) ?? '';
  await management.rotateKey.run({ delaySeconds: 120 });
  await letTimePass(app.database, 121);
  await expect.poll(async () => kidOf(await deployment.ask(process)), { timeout: 10_000 }).not.toBe(old);
  await letTimePass(app.database, 3600);
  await ring.reload();
  expect(await isGood(ring, token)).toBe(true);
  await letTimePass(app.database, 300);
  await ring.reload();
  expect(await isGood(ring, token)).toBe(false);
  expect(await isGood(ring, await deployment.ask(process))).toBe(true);
  expect((await management.listKeys.run()).find(({ kid }) => kid === old)?.state).toBe('retired');
});

test('a process that was away while one key took over from another signs with the right one when it comes', async () => {
  const { app, management } = deployment;
  const { kid } = await management.rotateKey.run({ delaySeconds: 120 });
  await letTimePass(app.database, 121);
  const late = await startProcess(app.environment);
  expect(kidOf(await deployment.ask(late))).toBe(kid);
});
