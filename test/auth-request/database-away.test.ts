import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { send } from '../support/ask.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { startApp } from '../support/test-app.js';
import { startApis } from './proxied-apis.js';

const say = (): void => undefined;

test(
  'without PostgreSQL tokens are verified until the revocations are too stale, then nothing passes; with it, all is well again',
  { timeout: 120_000 },
  async () => {
    const dataDir = join(await mkdtemp(join(tmpdir(), 'portaria-away-')), 'data');
    const port = await freePort();
    let postgres = await startPostgres({ dataDir, port, say });
    afterFile(async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    });
    const { url } = postgres;
    await migrate(() => url, migrations, { waiting: say });
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', say);
    afterFile(() => pool.end());
    const sql = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
      (await pool.query<Row>(text, values)).rows;
    const proxied = await startApis({
      database: { adminUrl: url, ownerUrl: url, appUrl: url, issueUrl: url, manageUrl: url, sql },
      environment: { PORTARIA_VERIFY_MAX_STALENESS_SECONDS: '8' },
    });
    const holder = await proxied.holder();
    const asking = { token: holder.token, client: holder.certificate };
    const health = (path: string) => send({ port: proxied.app.port, method: 'GET', path, headers: {} });

    await postgres.stop();
    expect((await proxied.use('GET /cob/abc', asking)).status).toBe(200);
    expect((await proxied.use('PUT /cob/abc', { client: holder.certificate })).status).toBe(401);
    expect((await health('/healthz/ready')).status).toBe(503);
    expect((await health('/healthz/ready/verify')).status).toBe(200);
    expect((await health('/metrics')).body).toMatch(/^portaria_can_verify 1$/m);

    await expect
      .poll(async () => (await proxied.use('GET /cob/abc', asking)).status, {
        timeout: 30_000,
        interval: 200,
      })
      .toBe(503);
    const stale = await proxied.use('GET /cob/abc', asking);
    expect(stale.json).toMatchObject({ statusCode: 503, code: 'unavailable' });
    expect(Number(stale.headers['retry-after'])).toBeGreaterThan(0);
    expect(proxied.app.log()).toMatch(
      /"level":"error".*"outcome":"unavailable","detail":"the revocations were not read for too long"/,
    );
    expect((await health('/healthz/ready/verify')).status).toBe(503);
    const text = (await health('/metrics')).body;
    expect(text).toMatch(/^portaria_can_verify 0$/m);
    expect(Number(/^portaria_revocations_staleness_seconds (.*)$/m.exec(text)?.[1])).toBeGreaterThan(8);

    postgres = await startPostgres({ dataDir, port, say });
    await expect
      .poll(async () => (await proxied.use('GET /cob/abc', asking)).status, {
        timeout: 30_000,
        interval: 200,
      })
      .toBe(200);
  },
);

test('a process that cannot verify yet leaves the question to one that can', async () => {
  const [port, otherPort] = [await freePort(), await freePort()];
  const proxied = await startApis({
    environment: { PORTARIA_PORT: String(port) },
    nginx: {
      PORTARIA_UPSTREAM: `127.0.0.1:${String(port)},127.0.0.1:${String(otherPort)}`,
      // Otherwise the other one is asked once in 10 s.
      PORTARIA_UPSTREAM_PARAMETERS: 'max_fails=0',
    },
  });
  const { token, certificate: client } = await proxied.holder();
  const { database, environment } = proxied.app;
  const unreachable = new URL(environment['DATABASE_URL'] ?? '');
  unreachable.port = String(await freePort());
  const restarted = await startApp({
    database,
    environment: { ...environment, PORTARIA_PORT: String(otherPort), DATABASE_URL: unreachable.href },
  });

  const statuses: number[] = [];
  for (let asked = 0; asked < 12; asked += 1)
    statuses.push((await proxied.use('GET /cob/abc', { token, client })).status);
  expect(statuses).toEqual(Array(12).fill(200));
  expect(restarted.log().match(/"outcome":"unavailable"/g)?.length).toBeGreaterThan(2);
  // Who may not pass is told so by whichever process could decide.
  expect((await proxied.use('PATCH /loc/1', { token, client })).status).toBe(405);
});
