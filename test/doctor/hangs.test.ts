import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { runProcess } from '../cli/portaria.js';
import { afterFile } from '../support/cleanup.js';
import type { ShownCheck } from './support.js';

/** A port that accepts connections, and says nothing: a process that hangs. */
const startSilentServer = async (): Promise<string> => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

test('parts that hang are named, each after its time, and doctor ends', { timeout: 150_000 }, async () => {
  const silent = await startSilentServer();
  const startedAt = performance.now();
  const { exitCode, json, err } = await runProcess(
    ['--json', 'doctor', '--url', `https://${silent}`, '--notify'],
    {
      env: {
        DATABASE_URL: `postgresql://portaria_login:secret@${silent}/portaria`,
        PORTARIA_UPSTREAM: silent,
      },
    },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  expect(exitCode).toBe(2);
  const { checks } = json() as { readonly checks: readonly ShownCheck[] };
  const messageOf = (name: string): string | undefined => checks.find((one) => one.name === name)?.message;
  expect(messageOf('database')).toMatch(/^The database cannot be used: /);
  const hangs = `${silent} accepts connections and does not answer.`;
  expect(messageOf('application')).toBe(`The process at ${hangs}`);
  expect(messageOf('direct-access')).toBe(`The process at ${hangs}`);
  expect(messageOf('listeners')).toBe(`The tls listener at ${hangs}`);
  expect(err).toContain('No notice could be stored');
  expect(seconds).toBeLessThan(120);
});
