import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startApis } from '../auth-request/proxied-apis.js';
import { expectJson } from './nginx/json-error.js';
import { type Answer, firstAnswer, openListeners, sendRaw } from './nginx/support.js';

const proxied = await startApis();
const holder = await proxied.holder();

const bytes = ['\x01', '\x08', '\x0b', '\x11', '\x1b', '\x7f'];

test('a control byte in a header is the same 400 on every path of every listener', async () => {
  const paths = ['/api/auth/token', '/oauth/token', '/api/admin/accounts', '/api/account/certificates'];
  for (const listener of openListeners) {
    for (const path of [...paths, '/api/auth/whoami', '/.well-known/jwks.json']) {
      const byte = bytes[path.length % bytes.length] ?? '';
      const line = `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Anything: a${byte}b\r\nContent-Length: 0\r\n\r\n`;
      const answer = firstAnswer(await sendRaw(proxied.proxy, listener, line));
      if (answer.status === 404) expectJson(answer, 404, 'not_found');
      else expectJson(answer, 400, 'malformed_request');
    }
  }
});

test('a control byte in a header is a 400 at a protected API, with a good token too', async () => {
  const identity = { cert: holder.certificate.certPem, key: holder.certificate.keyPem };
  for (const byte of bytes) {
    for (const header of [`Authorization: Bearer a${byte}b`, `X-Anything: ${byte}`]) {
      const line = `GET /cob/abc123 HTTP/1.1\r\nHost: x\r\n${header}\r\nConnection: close\r\n\r\n`;
      expectJson(firstAnswer(await sendRaw(proxied.proxy, 'tls', line, identity)), 400, 'malformed_request');
    }
  }
  expect(proxied.received).toEqual([]);
});

const askApplication = (text: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const socket = connect(proxied.app.port, '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(firstAnswer(Buffer.concat(chunks).toString('latin1'))));
  });

test('an untrusted peer is answered with an id of its own', async () => {
  const claimed = '00112233445566778899aabbccddeeff';
  const answer = await askApplication(
    `GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${claimed}\r\nX-Anything: \x01\r\n\r\n`,
  );
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    400,
    expect.objectContaining({ code: 'malformed_request', requestId: answer.headers['x-request-id'] }),
  ]);
  expect(answer.headers['x-request-id']).not.toBe(claimed);
});

test('headers that are too large for the application are a 431 with a code', async () => {
  const answer = await askApplication(
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(300 * 1024)}\r\n\r\n`,
  );
  expect([answer.status, JSON.parse(answer.body)]).toEqual([
    431,
    expect.objectContaining({ code: 'header_too_large' }),
  ]);
});
