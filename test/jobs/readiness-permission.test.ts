import { expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';

test('a permission that whoami lacks makes the process unready, although tokens could be recorded', async () => {
  const app = await startApp();
  const { certPem } = await makeCertificate();
  const headers = { 'x-ssl-client-cert': encodeURIComponent(certPem), 'x-ssl-client-verify': 'SUCCESS' };
  const get = (path: string) => ask(app, { method: 'GET', path, headers });
  expect((await get('/api/auth/whoami')).status).toBe(200);
  await app.database.sql('REVOKE SELECT ON credential FROM portaria_app');
  expect((await get('/api/auth/whoami')).status).toBe(503);
  const answer = await get('/healthz/ready');
  expect(answer.status).toBe(503);
  expect(answer.json()['checks']).toMatchObject({
    records: 'ok',
    clients: 'database: permission denied for table credential',
  });
  await app.database.sql('GRANT SELECT ON credential TO portaria_app');
  await expect.poll(async () => (await get('/healthz/ready')).status, { timeout: 10_000 }).toBe(200);
});
