import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import { ConnectionDrain } from '../../src/http/connection-drain.js';

const clients = 12;
const drains = 15;
/** How long each request keeps the event loop busy, so that several new connections wait for it. */
const busyMs = 2;

/** Drains a server that twelve clients are busy with; resolves to how their requests ended. */
const drainUnderLoad = async (keepAlive: boolean): Promise<Readonly<Record<string, number>>> => {
  let requests = 0;
  const server = createServer((asked, response) => {
    requests += 1;
    const until = performance.now() + busyMs;
    while (performance.now() < until);
    asked.resume();
    asked.once('end', () => setTimeout(() => response.end('an answer'), Math.random() * 5));
  });
  const drain = new ConnectionDrain(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const thread = new Worker(new URL('./draining-clients.ts', import.meta.url), {
    workerData: { port, clients, keepAlive },
  });
  const counted = once(thread, 'message') as Promise<[Readonly<Record<string, number>>]>;
  await vi.waitFor(() => expect(requests).toBeGreaterThan(2 * clients), { timeout: 20_000, interval: 5 });
  const drained = drain.drain();
  const [counts] = await counted;
  server.closeAllConnections();
  await Promise.all([drained, thread.terminate()]);
  return counts;
};

// NGINX tries a POST elsewhere only when its connection was refused: one that was accepted and then
// reset is a lost request. Two faults reset some: proxies were told to leave before new connections
// were refused, and connections that still waited for the event loop went with the listening socket.
test.each([
  { keepAlive: true, connections: 'connections that are used again' },
  { keepAlive: false, connections: 'a new connection for each request' },
])(
  'no connection is reset when a busy process leaves: $connections',
  { timeout: 60_000 },
  async ({ keepAlive }) => {
    const ends = new Set<string>();
    for (let n = 0; n < drains; n += 1) {
      for (const end of Object.keys(await drainUnderLoad(keepAlive))) ends.add(end);
    }
    expect([...ends].sort()).toEqual(['ECONNREFUSED', 'answered']);
  },
);
