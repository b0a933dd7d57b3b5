import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ask } from '../support/ask.js';
import { startApp, type TestApp } from '../support/test-app.js';

const post = (app: TestApp, agent: Agent, more: { slowly?: boolean } = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        port: app.port,
        method: 'POST',
        path: '/api/auth/token',
        agent,
        headers: {
          'x-portaria-listener': app.listenerSecret('tls'),
          'content-type': 'application/json',
          'content-length': '2',
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => {
          resolve(response);
        });
      },
    );
    request.once('error', reject);
    request.write('{');
    setTimeout(() => request.end('}'), more.slowly ? 1500 : 0);
  });

const oneConnection = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });
const ready = async (app: TestApp): Promise<number> =>
  (await ask(app, { method: 'GET', path: '/healthz/ready' })).status;

test('a drain: not ready at once, answering on, then nothing new; what is open is finished', async () => {
  const app = await startApp({ environment: { PORTARIA_DRAIN_SECONDS: '1' } });
  const [busy, idle] = [oneConnection(), oneConnection()];
  expect((await post(app, idle)).headers.connection).toBe('keep-alive');

  const closed = app.server.close();
  expect(await ready(app)).toBe(503);
  // A client that does not know of it yet is served, and keeps the connection: a new one could meet
  // the end of listening.
  expect((await post(app, busy)).headers.connection).toBe('keep-alive');
  const before = post(app, oneConnection(), { slowly: true });
  await expect
    .poll(() => ready(app).catch((error: unknown) => error), { timeout: 5000 })
    .toMatchObject({
      code: 'ECONNREFUSED',
    });

  // This one came before the end of listening and is answered after it.
  expect((await before).headers.connection).toBe('close');
  // The proxy may be writing on these at this moment: they are answered, and told to end.
  const underWay = post(app, busy, { slowly: true });
  const last = await post(app, idle);
  expect({ status: last.statusCode, connection: last.headers.connection }).toEqual({
    status: 400,
    connection: 'close',
  });
  expect((await underWay).statusCode).toBe(400);
  await closed;
});

test('without a drain it closes as soon as the last connection has gone', async () => {
  const app = await startApp();
  const agent = oneConnection();
  await post(app, agent);
  const closed = app.server.close();
  await pause(200);
  expect((await post(app, agent)).headers.connection).toBe('close');
  const begun = performance.now();
  await closed;
  expect(performance.now() - begun).toBeLessThan(2000);
});
