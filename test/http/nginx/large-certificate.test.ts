import { expect, test } from 'vitest';
import { percentEncoded, startTestProxy } from './support.js';

const proxy = await startTestProxy();
// A distinguished name as long as real ones get: many units, each with accents that take three characters per byte.
const units = Array.from(
  { length: 24 },
  (_, index) => `OU=Certificação Digital Múltipla ${String(index)} ${'ã'.repeat(20)}`,
);
const client = await proxy.issue({
  keyType: 'rsa-4096',
  subject: `CN=Loja São João:12345678000195, ${units.join(', ')}, C=BR`,
});

test('a 4096-bit certificate with a long subject passes through the handshake', async () => {
  expect((await proxy.ask('tls', { client, body: '{}' })).status).toBe(200);
  const received = proxy.received.at(-1);
  expect(received?.headers['x-ssl-client-verify']).toBe('SUCCESS');
  expect(decodeURIComponent(received?.headers['x-ssl-client-cert']?.toString() ?? '')).toBe(client.certPem);
});

test('a 4096-bit certificate with a long subject passes in the header', async () => {
  const headers = { 'X-SSL-Client-Cert': percentEncoded(client.certPem) };
  expect((await proxy.ask('header', { headers, body: '{}' })).status).toBe(200);
  expect(proxy.received.at(-1)?.headers['x-header-client-cert']).toBe(headers['X-SSL-Client-Cert']);
});
