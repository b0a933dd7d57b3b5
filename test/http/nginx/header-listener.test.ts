import { expect, test } from 'vitest';
import { listenerSecrets, percentEncoded, startTestProxy } from './support.js';

const proxy = await startTestProxy();

test('the header listener passes the presented certificate on under the other name only', async () => {
  const client = await proxy.issue();
  const value = percentEncoded(client.certPem);
  const answer = await proxy.ask('header', {
    headers: {
      'X-SSL-Client-Cert': value,
      'X-Header-Client-Cert': 'FORGED',
      'X-SSL-Client-Verify': 'SUCCESS',
    },
    body: '{}',
  });
  expect(answer.status).toBe(200);
  const received = proxy.received.at(-1);
  expect(received?.headers['x-header-client-cert']).toBe(value);
  expect(received?.headers['x-ssl-client-cert']).toBeUndefined();
  expect(received?.headers['x-ssl-client-verify']).toBe('NONE');
  expect(received?.headers['x-portaria-listener']).toBe(listenerSecrets.header);
  expect(JSON.stringify(received?.rawHeaders)).not.toContain('FORGED');
});

test('the header listener does not take a certificate from the handshake', async () => {
  await proxy.ask('header', { client: await proxy.issue(), body: '{}' });
  const received = proxy.received.at(-1);
  expect(received?.headers['x-header-client-cert']).toBeUndefined();
  expect(received?.headers['x-ssl-client-cert']).toBeUndefined();
  expect(received?.headers['x-ssl-client-verify']).toBe('NONE');
});
