import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type ProxiedApis, startApis } from '../auth-request/proxied-apis.js';
import { listenerSecrets } from '../http/nginx/support.js';
import { managementOn } from '../management/open-test-management.js';
import { send } from '../support/ask.js';
import { kidOf, pause } from './deployment.js';

const maxStalenessSeconds = 4;

/** A gateway, and a holder of a token at a protected API of it. */
const openHolder = async () => {
  const gateway = await startApis({
    environment: {
      PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
      PORTARIA_VERIFY_MAX_STALENESS_SECONDS: String(maxStalenessSeconds),
      PORTARIA_DATABASE_TIMEOUT_MS: '1000',
    },
  });
  const { token, certificate: client } = await gateway.holder();
  const statusOfUse = async (): Promise<number> =>
    (await gateway.use('GET /cob/abc', { token, client })).status;
  return { gateway, token, statusOfUse };
};

const healthOf = ({ app }: ProxiedApis, path: string) =>
  send({ port: app.port, method: 'GET', path, headers: {} });

test('a process that cannot open the key after a revoked one refuses the tokens of the revoked one', async () => {
  const { gateway, token, statusOfUse } = await openHolder();
  expect(await statusOfUse()).toBe(200);
  // An operator's configuration has a new master key, and the process has not.
  const { database, config } = gateway.app;
  const elsewhere = managementOn(database.appUrl, config.secrets.pepper(), randomBytes(32));
  const { successor } = await elsewhere.revokeKey.run(kidOf(token) ?? '');

  await expect.poll(statusOfUse, { timeout: 10_000 }).toBe(401);
  const { body } = await healthOf(gateway, '/healthz/ready');
  expect(JSON.parse(body)).toMatchObject({
    checks: { key: expect.stringContaining('cannot be opened') as unknown },
  });
  expect(gateway.app.log()).toContain(
    `${String(successor?.kid)}|HS256|sig: is not sealed with PORTARIA_MASTER_KEY`,
  );
  await expect
    .poll(async () =>
      Number(
        /^portaria_key_ring_staleness_seconds (.*)$/m.exec((await healthOf(gateway, '/metrics')).body)?.[1],
      ),
    )
    .toBeGreaterThan(2);
});

test('a process that cannot read the keys verifies until the keys are too stale, then no token, and again when it can', async () => {
  const { gateway, statusOfUse } = await openHolder();
  expect(await statusOfUse()).toBe(200);
  const headers = { 'x-portaria-listener': listenerSecrets.tls, 'x-real-ip': '127.0.0.1' };
  const statusOfKeySet = async (): Promise<number> =>
    (await send({ port: gateway.app.port, method: 'GET', path: '/.well-known/jwks.json', headers })).status;
  expect(await statusOfKeySet()).toBe(200);
  const holder = new pg.Client(gateway.app.database.adminUrl);
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE signing_key');
  try {
    await expect.poll(statusOfUse, { timeout: 15_000, interval: 200 }).toBe(503);
    expect(gateway.app.log()).toContain('"detail":"the key ring was not read for too long"');
    const { status, body } = await healthOf(gateway, '/healthz/ready/verify');
    expect([status, JSON.parse(body)]).toMatchObject([
      503,
      { checks: { key: 'the key ring was not read for too long', revocations: 'ok' } },
    ]);
    // A key of the set may have been revoked meanwhile: it is not handed out as valid.
    expect(await statusOfKeySet()).toBe(503);
  } finally {
    await holder.end();
  }
  await expect.poll(statusOfUse, { timeout: 10_000 }).toBe(200);
  expect(await statusOfKeySet()).toBe(200);
});

test('that the keys of operators cannot be read ends no verification of merchants’ tokens', async () => {
  const { gateway, statusOfUse } = await openHolder();
  const { sql } = gateway.app.database;
  await sql('REVOKE EXECUTE ON FUNCTION live_admin_keys FROM portaria_app, portaria_manage');
  await expect.poll(() => gateway.app.log(), { timeout: 10_000 }).toContain('reading the key ring failed');
  await pause((maxStalenessSeconds + 4) * 1000);
  expect(await statusOfUse()).toBe(200);
  expect((await healthOf(gateway, '/healthz/ready/verify')).status).toBe(200);
});
