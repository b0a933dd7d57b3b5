/**
 * The traffic of `startTraffic`, in a process of its own. Node runs it as it is: only types are stripped. It reads its
 * plan from its input, and asks for tokens and calls the protected API with them until SIGTERM. Each request has a
 * connection of its own, as those of many merchants have. Then it writes what it got.
 */
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { TrafficPlan, TrafficReport } from './host-traffic.js';

const plan = JSON.parse(await text(process.stdin)) as TrafficPlan;
const failures: string[] = [];
const counts = { tokens: 0, calls: 0 };
let running = true;
process.once('SIGTERM', () => (running = false));

interface Answer {
  readonly status: string;
  readonly body: string;
}

const ask = (path: string, headers: Record<string, string>, body?: string): Promise<Answer> =>
  new Promise((resolve) => {
    const { host, caPem: ca, certPem: cert, keyPem: key } = plan;
    const method = body === undefined ? 'GET' : 'POST';
    const options = { host: '127.0.0.1', servername: host, port: 443, ca, cert, key, agent: false as const };
    const asking = request({ ...options, method, path, headers: { host, ...headers } }, (response) => {
      text(response).then(
        (answer) => {
          resolve({ status: String(response.statusCode), body: answer });
        },
        (error: unknown) => {
          resolve({ status: String(error), body: '' });
        },
      );
    });
    asking.setTimeout(20_000, () => asking.destroy(new Error('no answer within 20 s')));
    asking.on('error', (error) => {
      resolve({ status: String(error), body: '' });
    });
    asking.end(body);
  });

const count = (kind: keyof typeof counts, wanted: string, { status, body }: Answer): boolean => {
  if (status === wanted) counts[kind] += 1;
  else failures.push(`${new Date().toISOString()} ${kind}: ${status} ${body.slice(0, 300)}`);
  return status === wanted;
};

const { clientId, clientSecret } = plan;
const json = { 'content-type': 'application/json' };
const client = async (): Promise<void> => {
  while (running) {
    const nextAt = performance.now() + plan.everyMs;
    const issued = await ask('/api/auth/token', json, JSON.stringify({ clientId, clientSecret }));
    if (count('tokens', '201', issued)) {
      const { access_token: token } = JSON.parse(issued.body) as { access_token: string };
      count('calls', '200', await ask(plan.apiPath, { authorization: `Bearer ${token}` }));
    }
    await pause(Math.max(0, nextAt - performance.now()));
  }
};

await Promise.all(Array.from({ length: plan.clients }, client));
process.stdout.write(JSON.stringify({ ...counts, failures } satisfies TrafficReport));
