/**
 * The program of a flood (`startFlood`), in a process of its own, so that it does not take the time
 * of those that are measured. Node runs it as it is: only types are stripped. It reads its plan from
 * its input, floods until SIGTERM, and writes how many answers of each status it got. Loopback only.
 */
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { FloodPlan, FloodSender } from './flood.js';

const plan = JSON.parse(await text(process.stdin)) as FloodPlan;
const statuses: Record<string, number> = {};
let [flooding, sent] = [true, 0];
process.once('SIGTERM', () => (flooding = false));

const ask = (sender: FloodSender, agent: Agent): Promise<string> =>
  new Promise((resolve) => {
    sent += 1;
    // Another secret each time: none is in the memory of successes.
    const guess = `a wrong guess ${String(sent)}`;
    const { path, basicClientId } = sender;
    const basic = Buffer.from(`${basicClientId ?? ''}:${guess}`).toString('base64');
    const headers = {
      ...sender.headers,
      ...(basicClientId !== undefined && { authorization: `Basic ${basic}` }),
    };
    const options = { host: '127.0.0.1', port: plan.port, servername: 'localhost', ca: plan.caPem };
    const asking = request({ ...options, method: 'POST', path, headers, agent }, (response) => {
      response.resume();
      response.on('end', () => {
        resolve(String(response.statusCode));
      });
      response.on('error', () => {
        resolve('broken');
      });
    });
    asking.on('error', () => {
      resolve('broken');
    });
    asking.end(sender.body.replace('GUESS', guess));
  });

const flood = async (sender: FloodSender): Promise<void> => {
  const { certPem: cert, keyPem: key } = sender.certificate ?? {};
  const agent = new Agent({
    keepAlive: true,
    localAddress: sender.address,
    ...(cert !== undefined && key !== undefined && { cert, key }),
  });
  await Promise.all(
    Array.from({ length: sender.connections }, async () => {
      await pause(Math.random() * sender.everyMs);
      while (flooding) {
        const nextAt = performance.now() + sender.everyMs;
        const status = await ask(sender, agent);
        statuses[status] = (statuses[status] ?? 0) + 1;
        await pause(Math.max(0, nextAt - performance.now()));
      }
    }),
  );
  agent.destroy();
};

await Promise.all(plan.senders.map(flood));
process.stdout.write(JSON.stringify(statuses));
