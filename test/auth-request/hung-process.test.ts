import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { startApis } from './proxied-apis.js';

/** Takes every connection and never answers, as a process does that is frozen, or whose machine is gone. */
const startHung = async (port: number): Promise<() => number> => {
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => undefined);
    afterFile(() => {
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  afterFile(() => {
    server.close();
  });
  return () => accepted;
};

test('a process that hangs costs a request to a protected API seconds, and no answer', async () => {
  const [port, hungPort] = [await freePort(), await freePort()];
  const proxied = await startApis({
    environment: { PORTARIA_PORT: String(port) },
    nginx: { PORTARIA_UPSTREAM: `127.0.0.1:${String(port)},127.0.0.1:${String(hungPort)}` },
  });
  const { token, certificate: client } = await proxied.holder();
  const accepted = await startHung(hungPort);

  const seen = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const started = performance.now();
      const { status } = await proxied.use('GET /cob/abc', { token, client });
      return { status, waitedMs: performance.now() - started };
    }),
  );
  expect(accepted()).toBeGreaterThan(0);
  expect(seen.map(({ status }) => status)).toEqual(Array(12).fill(200));
  // Half of them once waited 12 s and got 503.
  expect(Math.max(...seen.map(({ waitedMs }) => waitedMs))).toBeLessThan(6000);
});
