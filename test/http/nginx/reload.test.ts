import { Agent, request as httpsRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTestProxy } from './support.js';

const proxy = await startTestProxy();

interface Outcome {
  /** 0: the connection was closed before there was an answer. */
  readonly status: number;
  /** The connection had carried a request before. */
  readonly reused: boolean;
  /** Why there was no answer, such as ECONNRESET. */
  readonly error?: string;
}

const post = (agent: Agent | false, number: number): Promise<Outcome> =>
  new Promise((resolve) => {
    let reused = false;
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        port: proxy.ports.tls,
        servername: 'localhost',
        ca: proxy.ca.certPem,
        method: 'POST',
        path: `/api/auth/token?n=${String(number)}`,
        agent,
      },
      (response) => {
        response.resume();
        response.on('close', () =>
          resolve({ status: response.complete ? (response.statusCode ?? 0) : -1, reused }),
        );
      },
    );
    // Not `reusedSocket`: it is false for a request that waited in the agent for a connection to become free.
    request.once('socket', (socket) => (reused = !socket.connecting));
    request.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      resolve({ status: 0, reused, error: code ?? message }),
    );
    request.end('{}');
  });

/** Sixteen clients at once, each with one request after the other, while NGINX is reloaded five times. */
const underReloads = async (agent: Agent | false): Promise<{ lost: Outcome[]; sent: number }> => {
  const lost: Outcome[] = [];
  let sent = 0;
  let stopping = false;
  proxy.received.length = 0;
  const client = async (): Promise<void> => {
    while (!stopping) {
      const number = (sent += 1);
      const first = await post(agent, number);
      // A server may close an idle connection at any time (RFC 9112, 9.5). Until `keepalive_min_timeout` (1.27.4) NGINX
      // does so at a reload, and a request that crosses it on the way was never read: every HTTP client sends it again.
      const outcome = first.status === 0 && first.reused ? await post(false, number) : first;
      if (outcome.status !== 200) lost.push(outcome);
    }
  };
  const clients = Array.from({ length: 16 }, client);
  for (let count = 0; count < 5; count += 1) {
    await pause(150);
    await proxy.nginx.reload();
  }
  await pause(200);
  stopping = true;
  await Promise.all(clients);
  return { lost, sent };
};

test('a reload drops no request of clients that keep their connections, and none arrives twice', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const { lost, sent } = await underReloads(agent);
  agent.destroy();
  expect(lost).toEqual([]);
  expect(sent).toBeGreaterThan(100);
  expect(proxy.received.length).toBe(sent);
  expect(new Set(proxy.received.map(({ url }) => url)).size).toBe(sent);
});

test('a reload drops no request of clients that connect anew each time', async () => {
  const { lost, sent } = await underReloads(false);
  expect(lost).toEqual([]);
  expect(proxy.received.length).toBe(sent);
});
