import { expect, test } from 'vitest';
import { send } from '../support/ask.js';
import { startApp } from '../support/test-app.js';

test('requests are measured by method, route and status, never by path; probes are not measured', async () => {
  const { port } = await startApp();
  const get = (path: string) => send({ port, method: 'GET', path, headers: {} });
  await send({ port, method: 'POST', path: '/api/auth/token', headers: {} }, '{}');
  await get('/somewhere/secret-in-the-path');
  await get('/somewhere/%zz-secret-in-the-path');
  await get('/healthz/live');
  const text = (await get('/metrics')).body;
  const counts = text
    .split('\n')
    .filter((line) => line.startsWith('portaria_http_request_duration_seconds_count'));
  expect(counts).toEqual([
    'portaria_http_request_duration_seconds_count{method="POST",route="/api/auth/token",status="403"} 1',
    'portaria_http_request_duration_seconds_count{method="GET",route="none",status="403"} 2',
  ]);
  expect(text).not.toContain('secret-in-the-path');
});
