import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { startProxiedApp } from '../proxied-app.js';
import { firstAnswer, type OpenListener } from './support.js';

const { proxy } = await startProxiedApp();

interface Case {
  readonly name: string;
  readonly listener: OpenListener;
  readonly line: string;
  readonly type: string;
  readonly expected: readonly [status: number, text: string];
}

const anotherType = {
  name: 'another content type',
  line: 'POST /api/auth/token',
  type: 'text/plain',
  expected: [415, 'unsupported_media_type'],
} as const;
const cases: readonly Case[] = [
  { ...anotherType, listener: 'tls' },
  { ...anotherType, listener: 'header' },
  { ...anotherType, listener: 'admin' },
  {
    ...anotherType,
    name: 'another content type, form endpoint',
    line: 'POST /oauth/token',
    listener: 'tls',
    expected: [400, 'Content-Type must be'],
  },
  {
    name: 'an unknown path',
    line: 'POST /api/admin/nowhere',
    listener: 'admin',
    type: 'text/plain',
    expected: [404, 'not_found'],
  },
];

/** Sends the request, its body later and in two parts, and another request on the connection after the answer. */
const askTwice = async ({ listener, line, type }: Case): Promise<readonly [string, string]> => {
  const port = proxy.ports[listener];
  const socket = connect({ host: '127.0.0.1', port, ca: proxy.ca.certPem, servername: 'localhost' });
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  await once(socket, 'secureConnect');
  socket.write(`${line} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 10000\r\n\r\n`);
  for (let sent = 0; sent < 2; sent += 1) {
    await sleep(60);
    socket.write(' '.repeat(5000));
  }
  await sleep(200);
  const first = received;
  received = '';
  if (!socket.readableEnded) {
    const answered = Promise.race([once(socket, 'data'), once(socket, 'close')]);
    socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n');
    await answered;
  }
  socket.destroy();
  return [first, received];
};

test.concurrent.each(cases)('keep-alive in an answer is kept: $name, $listener', async (one) => {
  const [first, next] = await askTwice(one);
  const [status, text] = one.expected;
  const answer = firstAnswer(first);
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(text)]);
  expect(answer.headers.connection).toBe('keep-alive');
  expect(firstAnswer(next).status).toBe(404);
});
