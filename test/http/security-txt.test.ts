import { expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/test-app.js';

const contact = 'mailto:security@example.com';
const read = (app: TestApp): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(app.port)}/.well-known/security.txt`, {
    headers: { 'x-portaria-listener': app.listenerSecret('tls'), 'x-real-ip': '127.0.0.1' },
  });

test('security.txt names the contact and a day that is ahead (RFC 9116)', async () => {
  const app = await startApp({ environment: { PORTARIA_SECURITY_CONTACT: contact } });
  const answer = await read(app);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=86400');
  const text = await answer.text();
  const [, day = ''] =
    /^Contact: mailto:security@example\.com\nExpires: (\d{4}-\d\d-\d\dT00:00:00Z)\n$/.exec(text) ?? [];
  const daysAhead = (new Date(day).getTime() - Date.now()) / 86_400_000;
  expect(daysAhead).toBeGreaterThan(88);
  expect(daysAhead).toBeLessThan(91);
});

test('without a contact there is no security.txt', async () => {
  const app = await startApp();
  const answer = await read(app);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ statusCode: 404, code: 'not_found' });
});

test('a process that only manages does not serve it', async () => {
  const app = await startApp({
    environment: { PORTARIA_ROLE: 'manage', PORTARIA_SECURITY_CONTACT: contact },
  });
  expect((await read(app)).status).toBe(404);
});
