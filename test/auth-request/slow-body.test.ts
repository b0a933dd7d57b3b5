import { connect as connectPlain } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { nginxBinaries } from '../http/nginx/binaries.js';
import { firstAnswer } from '../http/nginx/support.js';
import { afterFile } from '../support/cleanup.js';
import { type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

/**
 * NGINX has no limit for the time of a whole request. So a client with a token can hold connections to
 * a protected API with a byte every few seconds, as many as its certificate and its addresses may have.
 */
const perCertificate = 5;
const addresses = 8;
/** `worker_shutdown_timeout`, and what a busy machine needs. */
const cutWithinMs = 30_000 + 10_000;

interface Drip {
  readonly socket: TLSSocket;
  readonly received: () => string;
}

/** Sends a body to a protected API, a byte each `everyMs`, from an address of this machine. */
const drip = (proxied: ProxiedApis, { token, certificate }: Holder, address: string, length = 1000): Drip => {
  const socket = connect({
    socket: connectPlain({ host: '127.0.0.1', port: proxied.proxy.ports.tls, localAddress: address }),
    ca: proxied.proxy.ca.certPem,
    cert: certificate.certPem,
    key: certificate.keyPem,
    servername: 'localhost',
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(
    `PUT /cob/abc123 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${String(length)}\r\n\r\n`,
  );
  let left = length;
  const timer = setInterval(() => {
    if (left > 0) socket.write(' ');
    left -= 1;
  }, 200);
  socket.on('close', () => {
    clearInterval(timer);
  });
  afterFile(() => socket.destroy());
  return { socket, received: () => Buffer.concat(chunks).toString('latin1') };
};

const statusOf = ({ received }: Drip): number => firstAnswer(received()).status;

test.each(await nginxBinaries())(
  'bodies that drip hold as many requests as one certificate may have, over all its addresses ($version)',
  { timeout: 90_000 },
  async (binary) => {
    const proxied = await startApis({
      binary,
      nginx: { PORTARIA_RATE_LIMIT: 'on', PORTARIA_API_CONCURRENCY: String(perCertificate) },
    });
    const [slow, other] = [await proxied.holder(), await proxied.holder()];
    const drips = Array.from({ length: addresses }, (_, n) =>
      drip(proxied, slow, `127.0.0.${String(n + 2)}`),
    );
    await pause(2000);
    const statuses = drips.map(statusOf).sort();
    expect(statuses).toEqual([...Array<number>(perCertificate).fill(0), 429, 429, 429]);
    // Another client is served, also one that honestly sends slowly.
    const upload = drip(proxied, other, '127.0.0.1', 12);
    await expect.poll(() => statusOf(upload), { timeout: 10_000 }).toBe(200);
    // And so is the first one, at the listener's other paths.
    expect((await proxied.askToken('tls', slow, { client: slow.certificate })).status).toBe(201);
    // What an operator can do: a reload ends what the old workers have.
    process.kill(proxied.proxy.nginx.pid, 'SIGHUP');
    const open = (): number => drips.filter(({ socket }) => !socket.closed && !socket.destroyed).length;
    await expect.poll(open, { timeout: cutWithinMs, interval: 500 }).toBe(0);
  },
);
