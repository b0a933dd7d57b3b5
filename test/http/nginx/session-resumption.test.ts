import { connect, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { startTestProxy, type TestProxy } from './support.js';

const proxy: TestProxy = await startTestProxy();
type Listener = keyof TestProxy['ports'];
type Version = 'TLSv1.2' | 'TLSv1.3';

interface Visit {
  readonly session: Buffer | undefined;
  readonly resumed: boolean;
}

/** Sends one request through a listener, offering a session; returns the session that it gives. */
const visit = (listener: Listener, version: Version, session?: Buffer): Promise<Visit> =>
  new Promise((resolve, reject) => {
    let latest: Buffer | undefined;
    let resumed = false;
    const socket: TLSSocket = connect({
      host: '127.0.0.1',
      port: proxy.ports[listener],
      servername: 'localhost',
      ca: proxy.ca.certPem,
      minVersion: version,
      maxVersion: version,
      ...(session === undefined ? {} : { session }),
    });
    socket.on('session', (given: Buffer) => (latest = given));
    socket.once('secureConnect', () => {
      resumed = socket.isSessionReused();
      socket.write('GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    });
    socket.resume();
    socket.once('error', reject);
    socket.once('close', () => resolve({ session: latest, resumed }));
  });

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a ${version} session is resumed at its own listener and at no other`, async () => {
    for (const [from, to] of [
      ['header', 'tls'],
      ['header', 'admin'],
      ['tls', 'admin'],
      ['admin', 'tls'],
    ] as const) {
      const first = await visit(from, version);
      expect(first.session).toBeDefined();
      expect((await visit(to, version, first.session)).resumed).toBe(false);
      const again = await visit(from, version);
      expect((await visit(from, version, again.session)).resumed).toBe(true);
    }
  });
}
