/**
 * Sends requests at a fixed rate over kept connections. A time is counted from when its request was
 * due, so that a server that stands still is not spared the requests of that time.
 */
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { PacedPlan } from './paced-load.js';

const plan = JSON.parse(await text(process.stdin)) as PacedPlan;
const agent = new Agent({
  keepAlive: true,
  maxSockets: plan.connections,
  ...{ ca: plan.caPem, cert: plan.certPem, key: plan.keyPem },
});
const options = { agent, method: 'POST', headers: { 'content-type': 'application/json' } };
/** The first ones open the connections. */
const warmUpMs = 1000;
const tookMs: number[] = [];
let failed = 0;

const send = (dueMs: number, counts: boolean): Promise<void> =>
  new Promise((resolve) => {
    const fail = (): void => {
      failed += 1;
      resolve();
    };
    const sent = request(plan.url, options, (response) => {
      response.resume();
      response.once('error', fail);
      response.once('end', () => {
        if (response.statusCode === undefined || response.statusCode > 299) failed += 1;
        else if (counts) tookMs.push(performance.now() - dueMs);
        resolve();
      });
    });
    sent.once('error', fail);
    sent.end('{}');
  });

const beganMs = performance.now();
const all: Promise<void>[] = [];
const everyMs = 1000 / plan.perSecond;
const count = Math.round((plan.perSecond * (warmUpMs + plan.seconds * 1000)) / 1000);
while (all.length < count) {
  for (
    let dueMs = beganMs + all.length * everyMs;
    dueMs <= performance.now() && all.length < count;
    dueMs += everyMs
  )
    all.push(send(dueMs, dueMs > beganMs + warmUpMs));
  await pause(1);
}
await Promise.all(all);
agent.destroy();
tookMs.sort((one, other) => one - other);
const at = (share: number): number => tookMs[Math.ceil(share * tookMs.length) - 1] ?? Number.NaN;
process.stdout.write(JSON.stringify({ requests: tookMs.length, failed, p50Ms: at(0.5), p99Ms: at(0.99) }));
