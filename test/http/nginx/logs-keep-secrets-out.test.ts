import { expect, test } from 'vitest';
import { createCa, issueCertificate } from '../../../src/cli/deployment/pki.js';
import { currently, sendRaw, startTestProxy } from './support.js';

const proxy = await startTestProxy();
const planted = 'PLANTED-secret-0123456789';

test('no log line carries a query string, a path with a secret, a header, a body or a certificate', async () => {
  const client = await proxy.issue();
  const otherAuthority = await createCa({ commonName: 'Another Authority', ...currently });
  const untrusted = await issueCertificate(otherAuthority, { commonName: 'loja.example', ...currently });
  const headers = {
    'X-SSL-Client-Cert': encodeURIComponent(client.certPem),
    Authorization: `Bearer ${planted}`,
    Referer: planted,
    'User-Agent': planted,
    Cookie: planted,
  };
  const path = `/api/auth/token?clientSecret=${planted}`;
  const body = JSON.stringify({ clientSecret: planted });
  await proxy.ask('tls', { client, headers, path, body });
  await proxy.ask('tls', { client: untrusted, headers, path, body });
  await proxy.ask('header', { headers, path, body });
  await proxy.ask('tls', { path: `/api/auth/token/${planted}`, headers });
  await proxy.ask('tls', { path: `/${planted}`, headers });
  await proxy.ask('admin', { path: `/api/admin/${planted}/${planted}`, headers });
  await proxy.ask('tls', { path, headers, body: planted.repeat(2000) });
  await proxy.ask('tls', { path: `/?${planted.repeat(2000)}` });
  await sendRaw(proxy, 'tls', `POST ${path} HTTP/1.1\r\n${planted}\r\n\r\n`);
  await sendRaw(proxy, 'tls', `${planted}\r\n\r\n`, { plain: true });
  await new Promise<unknown>((resolve) => {
    proxy.upstream.closeAllConnections();
    proxy.upstream.close(resolve);
  });
  await proxy.ask('tls', { client, headers, path, body });
  const logs = await proxy.logs();
  expect(logs).not.toContain('PLANTED');
  expect(logs).not.toContain('BEGIN');
  const lines = logs.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThanOrEqual(10);
  for (const line of lines) {
    const entry: unknown = JSON.parse(line);
    expect(entry).toMatchObject({ requestId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown });
  }
  expect(logs).toMatch(/"method":"POST","path":"\/api\/auth\/token","protocol":"HTTP\/1.1","status":413/);
  expect(logs).toContain('"verify":"FAILED:');
});
