import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { expectJson } from './nginx/json-error.js';
import { type Answer, firstAnswer, openListeners } from './nginx/support.js';
import { startProxiedApp } from './proxied-app.js';

/** 20 s, what Node needs to notice, and a busy machine. */
const limitMs = 20_000 + 10_000;

const proxied = await startProxiedApp();
const ca = proxied.proxy.ca.certPem;

/** Sends a byte per second until there is an answer. */
const dripOverHttp1 = (port: number, framing: string): Promise<Answer> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    const chunked = framing.startsWith('Transfer');
    socket.write(
      `POST /api/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${framing}\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write(chunked ? '1\r\n \r\n' : ' '), 1000);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      resolve(firstAnswer(Buffer.concat(chunks).toString('latin1')));
    });
  });

const dripOverHttp2 = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const session = connectHttp2(`https://localhost:${String(port)}`, { ca });
    const stream = session.request({
      ':method': 'POST',
      ':path': '/api/auth/token',
      'content-type': 'application/json',
    });
    const drip = setInterval(() => void stream.write(' '), 1000);
    const end = (): void => {
      clearInterval(drip);
      session.destroy();
    };
    stream.once('response', (headers) => {
      end();
      resolve(headers[':status'] ?? 0);
    });
    stream.once('error', (reason: Error) => {
      end();
      reject(reason);
    });
  });

test(
  'a body of a byte per second is cut off after 20 s, however it is sent',
  { timeout: 60_000 },
  async () => {
    const started = Date.now();
    const slow = openListeners.flatMap((listener) => {
      const port = proxied.proxy.ports[listener];
      return [
        dripOverHttp1(port, 'Content-Length: 16000'),
        dripOverHttp1(port, 'Transfer-Encoding: chunked'),
      ];
    });
    const slowOver2 = openListeners.map((listener) => dripOverHttp2(proxied.proxy.ports[listener]));
    for (const answer of await Promise.all(slow)) expectJson(answer, 408, 'request_timeout');
    expect(await Promise.all(slowOver2)).toEqual([408, 408, 408]);
    expect(Date.now() - started).toBeGreaterThan(15_000);
    expect(Date.now() - started).toBeLessThan(limitMs);
  },
);

test('a body that stops has its connection closed after 10 s', { timeout: 40_000 }, async () => {
  const started = Date.now();
  const answers = await Promise.all(
    openListeners.map(
      (listener) =>
        new Promise<Answer>((resolve) => {
          const socket = connect({
            host: '127.0.0.1',
            port: proxied.proxy.ports[listener],
            ca,
            servername: 'localhost',
          });
          socket.write(
            'POST /api/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
          );
          const chunks: Buffer[] = [];
          socket.on('data', (chunk: Buffer) => chunks.push(chunk));
          socket.on('error', () => undefined);
          socket.on('close', () => resolve(firstAnswer(Buffer.concat(chunks).toString('latin1'))));
        }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([0, 0, 0]);
  // Before the 20 s of the whole request, which the first test is about.
  expect(Date.now() - started).toBeGreaterThan(9000);
  expect(Date.now() - started).toBeLessThan(18_000);
});
