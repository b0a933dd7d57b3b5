import { expect, test } from 'vitest';
import { PostgresOverview } from '../../src/storage/repositories/postgres-overview.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startApp } from '../support/test-app.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin();
const operator = await proxied.operator();
const { sql } = proxied.app.database;

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);
const certificate = async (days: number): Promise<string> =>
  (await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(days) })).certPem;

type Json = Readonly<Record<string, unknown>>;
const overview = async (): Promise<Json> => {
  const { status, json } = await operator.ask('GET /overview');
  expect(status).toBe(200);
  return json;
};
const processes = async (): Promise<Json[]> => (await overview())['processes'] as Json[];

test('certificates and secrets are counted by the time they have left, those with a used successor not', async () => {
  const { accounts } = proxied.app;
  const none = { within30Days: 0, within7Days: 0, within1Day: 0, expired: 0, more: false };
  // The certificate of the operator who asks ends within a day.
  const own = { within30Days: 1, within7Days: 1, within1Day: 1, expired: 0, more: false };
  expect(await overview()).toMatchObject({ certificates: own, secrets: none });
  for (const days of [-40, -1, 0.5, 3, 20, 60])
    await accounts.create({ certificate: await certificate(days) });
  await accounts.create({ status: 'suspended', certificate: await certificate(3) });
  for (const days of [-2, 0.5, 20]) await accounts.create({ secretExpiresAt: inDays(days) });
  const renewed = await accounts.create({ certificate: await certificate(4), secretExpiresAt: inDays(4) });
  await accounts.link(renewed.id, await certificate(90));
  await accounts.addSecret(renewed.credentialId);
  expect(await overview()).toMatchObject({
    certificates: { within30Days: 5, within7Days: 4, within1Day: 2, expired: 1, more: false },
    secrets: { within30Days: 3, within7Days: 2, within1Day: 1, expired: 1, more: false },
  });
  await sql('UPDATE account_certificate SET last_used_at = now() WHERE account_id = $1', [renewed.id]);
  await sql('UPDATE credential_secret SET last_used_at = now() WHERE credential_id = $1', [
    renewed.credentialId,
  ]);
  expect(await overview()).toMatchObject({
    certificates: { within30Days: 4, within7Days: 3, within1Day: 2, expired: 1 },
    secrets: { within30Days: 2, within7Days: 1, within1Day: 1, expired: 1 },
  });
});

test('of more ends than are counted, the soonest are', async () => {
  const pool = new ManagementPool({ url: () => proxied.app.database.manageUrl, timeoutMs: 5000 });
  afterFile(() => pool.close());
  const countAtMost = (most: number) =>
    pool.transaction(undefined, (manager) => new PostgresOverview(manager, most).secrets());
  const soonest = { within30Days: 1, within7Days: 1, within1Day: 1, expired: 1 };
  expect(await countAtMost(2)).toEqual({ ...soonest, more: true });
  expect(await countAtMost(3)).toEqual({ ...soonest, within30Days: 2, more: false });
});

test('each process shows itself, with its role, until it ends as it should', async () => {
  const own = await processes();
  expect(own).toMatchObject([
    { role: 'all', state: 'running', host: expect.stringMatching(/^\S+$/) as string },
  ]);
  const issuing = await startApp({
    database: proxied.app.database,
    environment: {
      ...proxied.app.environment,
      DATABASE_URL: proxied.app.database.issueUrl,
      PORTARIA_ROLE: 'issue',
      PORTARIA_ADMIN_LISTENER_SECRET: '',
    },
  });
  const roles = async (): Promise<unknown[]> => (await processes()).map(({ role }) => role).toSorted();
  expect(await roles()).toEqual(['all', 'issue']);
  await issuing.server.close();
  expect(await roles()).toEqual(['all']);
});

test('a process that was not seen for 30 seconds is missing, and shown for an hour', async () => {
  const plant = (id: string, age: string): Promise<unknown> =>
    sql(
      `INSERT INTO process_heartbeat VALUES ($1, 'lost-1', 'issue', '1.0.0', now() - interval '2 days', now() - $2::interval)`,
      [id, age],
    );
  await plant('00000000-0000-4000-8000-000000000001', '31 seconds');
  await plant('00000000-0000-4000-8000-000000000002', '59 minutes');
  await plant('00000000-0000-4000-8000-000000000003', '61 minutes');
  const shown = (await processes()).map(({ id, state }) => [String(id).slice(-1), state]);
  expect(shown.slice(1)).toEqual([
    ['1', 'missing'],
    ['2', 'missing'],
  ]);
});

test('the keys that are not retired are shown without material, and the state of the database', async () => {
  const before = (await overview())['keys'] as Json[];
  expect(before.map(({ state }) => state)).not.toContain('retired');
  expect(Object.keys(before[0] ?? {})).not.toContain('sealed');
  await operator.ask('POST /keys/rotate', { body: { algorithm: 'HS256', delaySeconds: 3600 } });
  const { keys, database, at } = await overview();
  expect((keys as Json[]).filter(({ state }) => state === 'next')).toHaveLength(1);
  const { roundTripMs, partitionsEndAt, standbys } = database as Record<string, string | number>;
  expect(standbys).toEqual([]);
  expect(roundTripMs).toBeGreaterThan(0);
  const daysAhead = (Date.parse(String(partitionsEndAt)) - Date.parse(String(at))) / dayMs;
  expect(daysAhead).toBeGreaterThan(13);
  await sql(`DROP TABLE refusal_${inDays(3).toISOString().slice(0, 10).replaceAll('-', '')}`);
  const { partitionsEndAt: ends } = (await overview())['database'] as Json;
  expect(ends).toBe(`${inDays(3).toISOString().slice(0, 10)}T00:00:00.000Z`);
});

test('it takes the scope to read, and no parameter', async () => {
  const auditor = await proxied.operator({ scopes: ['audit:read'] });
  expect((await auditor.ask('GET /overview')).status).toBe(403);
  const { status, json } = await operator.ask('GET /overview?since=2026-01-01');
  expect(status).toBe(400);
  expect(json['errors']).toMatchObject([{ field: 'since' }]);
});
