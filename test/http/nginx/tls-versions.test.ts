import { expect, test } from 'vitest';
import { startTestProxy } from './support.js';

const proxy = await startTestProxy();
const weakest = '@SECLEVEL=0';

test('TLS 1.2 and 1.3 are spoken', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const tls = { minVersion: version, maxVersion: version };
    expect((await proxy.ask('tls', { tls, body: '{}' })).status).toBe(200);
    expect(proxy.received.at(-1)?.headers['x-ssl-protocol']).toBe(version);
  }
});

test('TLS 1.0 and 1.1 are refused', async () => {
  for (const version of ['TLSv1', 'TLSv1.1'] as const) {
    const tls = { minVersion: version, maxVersion: version, ciphers: `ALL:${weakest}` };
    await expect(proxy.ask('tls', { tls })).rejects.toThrow(/protocol version|unsupported protocol/i);
  }
});

const refused = {
  'without forward secrecy': 'AES256-GCM-SHA384:AES128-SHA',
  'with CBC': 'ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA',
  'without a certificate': 'AECDH-AES256-SHA:ADH-AES256-SHA',
  'without encryption': 'ECDHE-ECDSA-NULL-SHA:NULL-SHA256',
};

for (const [name, ciphers] of Object.entries(refused)) {
  test(`a cipher ${name} is refused`, async () => {
    const tls = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: `${ciphers}:${weakest}` } as const;
    await expect(proxy.ask('tls', { tls })).rejects.toThrow(/handshake failure/i);
  });
}
