import { connect } from 'node:http2';
import { expect, test } from 'vitest';
import { createCa, issueCertificate } from '../../../src/cli/deployment/pki.js';
import { expectJson } from './json-error.js';
import {
  type Answer,
  currently,
  firstAnswer,
  type OpenListener,
  openListeners,
  sendRaw,
  startTestProxy,
} from './support.js';

const proxy = await startTestProxy();
const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });

/** With methods that no HTTP client would send, by a certificate that NGINX does not trust where it is wanted. */
const ask = async (listener: OpenListener, method: string, path: string, bad = false): Promise<Answer> => {
  const identity = bad ? { cert: untrusted.certPem, key: untrusted.keyPem } : {};
  return firstAnswer(
    await sendRaw(
      proxy,
      listener,
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      identity,
    ),
  );
};

const expectRefused = (answer: Answer, allow: string | undefined): void => {
  expectJson(answer, 405, 'method_not_allowed');
  expect(answer.headers['allow']).toBe(allow);
  expect(answer.body.includes('The header Allow')).toBe(allow !== undefined);
  expect(proxy.received).toEqual([]);
};

const unheardOf = ['FOO', 'GETS', 'M-SEARCH', 'PROPFIND', 'TRACE', 'CONNECT'];

for (const listener of openListeners) {
  test(`no method but the seven passes the ${listener} listener; the 405 says what the path answers`, async () => {
    for (const method of unheardOf) {
      expectRefused(await ask(listener, method, '/api/auth/token'), 'POST');
      expectRefused(await ask(listener, method, '/api/auth/token?a=/api/auth/whoami'), 'POST');
      expectRefused(await ask(listener, method, '/nowhere?/api/auth/token'), undefined);
    }
    expectRefused(
      await ask(listener, 'FOO', '/api/auth/whoami'),
      listener === 'tls' ? 'GET, HEAD' : undefined,
    );
    expectRefused(await ask(listener, 'FOO', '/api/admin/accounts'), undefined);
  });
}

test('an untrusted certificate lets no other method through', async () => {
  expectRefused(await ask('tls', 'FOO', '/api/auth/token', true), 'POST');
  expectRefused(await ask('admin', 'FOO', '/api/admin/accounts', true), undefined);
});

test('nor does HTTP/2', async () => {
  const session = connect(`https://localhost:${proxy.ports.tls}`, { ca: proxy.ca.certPem });
  const stream = session.request({ ':method': 'FOO', ':path': '/api/auth/token' });
  stream.resume();
  stream.end();
  const seen = await new Promise((resolve, reject) => {
    stream.once('response', (answer) => resolve([answer[':status'], answer['allow']]));
    stream.once('error', reject);
  });
  session.close();
  expect(seen).toEqual([405, 'POST']);
  expect(proxy.received).toEqual([]);
});

test('the seven reach the application, whose own Allow stays the only one', async () => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const headers = { 'x-test-status': '405', 'x-test-allow': 'OF-THE-APPLICATION' };
    const answer = await proxy.ask('tls', { method, headers });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'OF-THE-APPLICATION']);
    expect(proxy.received.at(-1)?.method).toBe(method);
  }
});
