import { expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import { expectJson } from './json-error.js';
import { currently, longAgo, startTestProxy } from './support.js';

const proxy = await startTestProxy();
const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });
const expired = await proxy.issue(longAgo);
const tooWeak = await proxy.issue({ keyType: 'rsa-1024' });
const body = '{"clientId":"another-client","clientSecret":"kept as it is, ção"}';

const cases: [string, IssuedCertificate, RegExp][] = [
  ['of an unknown authority', untrusted, /^FAILED:unable to/],
  ['that has expired', expired, /^FAILED:certificate has expired/],
  ['of another purpose', await proxy.issue({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] }), /^FAILED:unsu/],
];

for (const [name, client, sslClientVerify] of cases) {
  test(`a certificate ${name} reaches the application as failed, with method, path and body`, async () => {
    expect((await proxy.ask('tls', { client, body, path: '/api/auth/token?a=%2Fb' })).status).toBe(200);
    const received = proxy.received.at(-1);
    expect(received).toMatchObject({ method: 'POST', url: '/api/auth/token?a=%2Fb', body });
    expect(received?.headers['x-ssl-client-verify']).toMatch(sslClientVerify);
    expect(decodeURIComponent(received?.headers['x-ssl-client-cert']?.toString() ?? '')).toBe(client.certPem);
    expect(received?.headers['x-portaria-listener']).toBeDefined();
    expect(received?.headers['x-real-ip']).toBe('127.0.0.1');
  });
}

test('a 1024-bit RSA certificate reaches the application, or the handshake ends; it is never SUCCESS by accident', async () => {
  const before = proxy.received.length;
  const tls = { ciphers: 'DEFAULT@SECLEVEL=0' };
  const outcome = await proxy.ask('tls', { client: tooWeak, body, tls }).then(
    (answer) => answer.status,
    () => 'ended',
  );
  expect(outcome === 'ended' || proxy.received.length === before + 1).toBe(true);
});

test('an untrusted certificate opens no path that is not served, and lifts no limit', async () => {
  const before = proxy.received.length;
  expectJson(await proxy.ask('tls', { client: untrusted, path: '/internal/verify' }), 404, 'not_found');
  expectJson(await proxy.ask('tls', { client: untrusted, path: '/healthz/live' }), 404, 'not_found');
  const large = 'x'.repeat(17_000);
  expectJson(await proxy.ask('tls', { client: untrusted, body: large }), 413, 'payload_too_large');
  const headers = { 'transfer-encoding': 'chunked' };
  expectJson(await proxy.ask('tls', { client: untrusted, body: large, headers }), 413, 'payload_too_large');
  expect(proxy.received.length).toBe(before);
});

test('a forged result does not replace the failed one', async () => {
  await proxy.ask('tls', { client: untrusted, body, headers: { 'X-SSL-Client-Verify': 'SUCCESS' } });
  expect(proxy.received.at(-1)?.headers['x-ssl-client-verify']).toMatch(/^FAILED/);
});
