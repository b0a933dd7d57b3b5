import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { ask, askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { startProcess } from '../support/processes.js';
import { startApp } from '../support/test-app.js';
import { startProxiedApp } from './proxied-app.js';

test('without the application NGINX answers 503 in JSON, with Retry-After', async () => {
  const proxied = await startProxiedApp();
  await proxied.app.server.close();
  const answer = await proxied.askToken('tls', { clientId: 'account-1-00000000', clientSecret: '12345678' });
  expect(answer.status).toBe(503);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(answer.body)).toMatchObject({
    statusCode: 503,
    code: 'unavailable',
    requestId: answer.headers['x-request-id'],
  });
});

test(
  'without a database the process starts, says so in one clear line, and answers 503; with it, it serves',
  { timeout: 60_000 },
  async () => {
    const app = await startApp();
    const port = await freePort();
    const say = (): void => undefined;
    const url = `postgresql://postgres@127.0.0.1:${String(port)}/postgres`;
    const application = await startProcess({
      ...app.environment,
      DATABASE_URL: url,
      PORTARIA_PORT: String(await freePort()),
    });
    const headers = { 'x-portaria-listener': app.listenerSecret('tls'), 'content-type': 'application/json' };
    const certificate = await makeCertificate();
    const shown = {
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
    };
    const body = '{"clientId":"account-1-00000000","clientSecret":"12345678"}';
    const answer = await send(
      { port: application.port, method: 'POST', path: '/api/auth/token', headers: { ...headers, ...shown } },
      body,
    );
    expect(answer.status).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(application.output().match(/reading the database failed/g)).toHaveLength(1);
    expect((await health(application.port, 'live')).status).toBe(200);
    expect((await health(application.port, 'ready')).status).toBe(503);

    const postgres = await startPostgres({ dataDir: null, port, settings: {}, say });
    // The application's URL has no password: a real one is needed, so it logs in through a fresh process.
    await migrate(() => postgres.url, migrations, { waiting: say });
    const second = await startProcess({ ...app.environment, DATABASE_URL: postgres.url });
    expect((await health(second.port, 'ready')).status).toBe(200);
    await postgres.stop();
    expect((await health(second.port, 'ready')).status).toBe(503);
    expect((await health(second.port, 'ready/verify')).status).toBe(200);
    expect(second.child.exitCode).toBeNull();
  },
);

const health = (port: number, path: string) =>
  send({ port, method: 'GET', path: `/healthz/${path}`, headers: {} });

test('when the database comes back, so does the service, without hands', { timeout: 60_000 }, async () => {
  const say = (): void => undefined;
  const port = await freePort();
  const first = await startPostgres({ dataDir: null, port, say });
  await migrate(() => first.url, migrations, { waiting: say });
  const app = await startApp({ environment: { DATABASE_URL: first.url } });
  await expect
    .poll(async () => (await ask(app, { method: 'GET', path: '/healthz/ready' })).status, { timeout: 5000 })
    .toBe(200);
  // Every connection is cut, as by a failover.
  await app.database.sql('SELECT 1');
  const admin = new (await import('pg')).default.Client(first.url);
  await admin.connect();
  await admin.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = $1',
    ['client backend'],
  );
  await admin.end();
  const { certPem } = await makeCertificate();
  const answer = await askToken(app, { clientId: 'account-1-00000000', clientSecret: '12345678' }, certPem);
  expect([401, 503]).toContain(answer.status);
  const again = await askToken(app, { clientId: 'account-1-00000000', clientSecret: '12345678' }, certPem);
  expect(again.status).toBe(401);
  await first.stop();
});
