import { expect, test } from 'vitest';
import { ask, send } from '../../support/ask.js';
import { sharedApp } from '../../support/test-app.js';

test("a path that cannot be decoded gets the contract's answer, a log line, and is not repeated", async () => {
  const app = await sharedApp();
  const requestId = 'ab'.repeat(16);
  const answer = await ask(app, {
    path: '/api/auth/%ffpasted-secret',
    headers: { 'x-request-id': requestId },
  });
  expect(answer.status).toBe(400);
  expect(answer.json()).toMatchObject({
    code: 'malformed_request',
    message: ['path is not valid percent-encoding'],
    requestId,
  });
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-request-id': requestId });
  expect(app.log()).toContain(`"requestId":"${requestId}"`);
  expect(answer.body + app.log()).not.toContain('pasted-secret');
});

test('to an untrusted peer such a path is as closed as any other', async () => {
  const app = await sharedApp();
  for (const path of ['/%ff', '/nothing', '/api/auth/token']) {
    expect((await send({ port: app.port, method: 'GET', path, headers: {} })).status).toBe(403);
  }
});
