import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { TestAccount } from '../support/accounts.js';
import { ask, askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { type ClusterDatabase, openOwnCluster } from '../support/own-cluster.js';
import { addSigningKeys } from '../support/signing-keys.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * `/healthz/ready` of a process whose database answers, but records no token. It runs in a cluster of its own, whose
 * settings it changes.
 */
let database: ClusterDatabase;
let app: TestApp;
let certificate: IssuedCertificate;
let merchants: TestAccount[];
beforeAll(async () => {
  database = await openOwnCluster();
  const master = Buffer.alloc(32, 7);
  await addSigningKeys(database, () => master);
  const environment = {
    PORTARIA_DATABASE_TIMEOUT_MS: '5000',
    PORTARIA_MASTER_KEY: master.toString('base64'),
  };
  app = await startApp({ database, environment });
  certificate = await makeCertificate();
  merchants = [];
  for (let n = 0; n < 2; n += 1)
    merchants.push(await app.accounts.create({ certificate: certificate.certPem }));
}, 120_000);

const ready = async (): Promise<{ status: number; records: unknown; took: number }> => {
  const sentMs = performance.now();
  const answer = await ask(app, { method: 'GET', path: '/healthz/ready' });
  const { records } = answer.json()['checks'] as Record<string, unknown>;
  return { status: answer.status, records, took: performance.now() - sentMs };
};

/** Has a transaction of another program open while `during` runs. */
const held = async (statement: string, during: () => Promise<void>): Promise<void> => {
  const holder = new pg.Client(database.adminUrl);
  await holder.connect();
  try {
    await holder.query(`BEGIN; ${statement}`);
    await during();
  } finally {
    await holder.end();
  }
  await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200);
};

test.each([
  ['LOCK TABLE token_issuance IN SHARE MODE', 'has locked the table token_issuance'],
  ['LOCK TABLE account', 'has locked account'],
  ['SELECT pg_advisory_xact_lock(7305808)', 'has locked the barrier'],
])(
  'a transaction that keeps all records out (%s) makes the process unready, and says what it holds',
  { timeout: 30_000 },
  async (statement, words) => {
    expect(await ready()).toMatchObject({ status: 200, records: 'ok' });
    await held(statement, async () => {
      const [first, second] = await Promise.all([ready(), ready()]);
      expect(first).toMatchObject({ status: 503, records: expect.stringContaining(words) as unknown });
      expect(second?.status).toBe(503);
      expect((await ask(app, { method: 'GET', path: '/healthz/ready/verify' })).status).toBe(200);
    });
  },
);

test.each([
  ['credential', 'clients'],
  ['credential_contract', 'clients'],
  ['signing_key', 'records'],
])('a locked table %s is said by the check %s alone', { timeout: 60_000 }, async (table, check) => {
  await held(`LOCK TABLE ${table}`, async () => {
    const { json } = await ask(app, { method: 'GET', path: '/healthz/ready' });
    const { records, clients } = json()['checks'] as Record<string, unknown>;
    const words = expect.stringContaining(`has locked ${table}`) as unknown;
    expect({ records, clients }).toEqual({ records: 'ok', clients: 'ok', [check]: words });
  });
});

test(
  'rows that a session has locked keep no token from being recorded, and the process ready',
  { timeout: 30_000 },
  async () => {
    const tables = ['credential_secret', 'account_certificate', 'account'];
    await held(tables.map((table) => `SELECT FROM ${table} FOR UPDATE`).join('; '), async () => {
      expect(new Set(await askAllTheTime(merchants))).toEqual(new Set([201]));
      expect(await ready()).toMatchObject({ status: 200, records: 'ok' });
    });
  },
);

test('a lock that is held for a moment does not', { timeout: 30_000 }, async () => {
  const holder = new pg.Client(database.adminUrl);
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE token_issuance');
  const answer = ready();
  await pause(600);
  await holder.end();
  expect((await answer).status).toBe(200);
});

test.each([['is read-only', `ALTER SYSTEM SET default_transaction_read_only = 'on'`]])(
  'a database that %s makes it unready',
  { timeout: 30_000 },
  async (words, statement) => {
    await database.sql(statement);
    await database.sql('SELECT pg_reload_conf()');
    await expect.poll(ready, { timeout: 10_000 }).toMatchObject({
      status: 503,
      records: expect.stringContaining(words) as unknown,
    });
    const owner = new pg.Client(database.adminUrl);
    await owner.connect();
    await owner.query('SET default_transaction_read_only = off');
    await owner.query('ALTER SYSTEM RESET default_transaction_read_only');
    await owner.query('SELECT pg_reload_conf()');
    await owner.end();
    await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200);
  },
);

/** Asks for tokens of these merchants for seven seconds. */
const askAllTheTime = async (who: readonly TestAccount[]): Promise<number[]> => {
  const statuses: number[] = [];
  const untilMs = performance.now() + 7000;
  while (performance.now() < untilMs) {
    const answers = who.map((one) => askToken(app, one, certificate.certPem));
    statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
    await pause(100);
  }
  return statuses;
};

test(
  'records that fail make it unready when they are of several accounts, and not of one',
  { timeout: 60_000 },
  async () => {
    await database.sql(`
    CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE disk_full USING MESSAGE = 'could not extend file'; END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON token_issuance FOR EACH ROW EXECUTE FUNCTION no_room()`);
    expect(new Set(await askAllTheTime(merchants.slice(0, 1)))).toEqual(new Set([503]));
    expect(await ready()).toMatchObject({ status: 200, records: 'ok' });
    await askAllTheTime(merchants);
    expect(await ready()).toMatchObject({
      status: 503,
      records: expect.stringContaining('could not extend file') as unknown,
    });
    await database.sql('DROP TRIGGER no_room ON token_issuance');
    expect((await askAllTheTime(merchants)).at(-1)).toBe(201);
    expect((await ready()).status).toBe(200);
  },
);

test(
  'a standby that is away keeps it unready for as long as it is away, though batches that record nothing are answered',
  { timeout: 90_000 },
  async () => {
    await database.nameStandbys('away');
    const awayMs = performance.now();
    const tokens: Promise<number>[] = [];
    const statuses: number[] = [];
    for (let n = 0; performance.now() - awayMs < 28_000; n += 1) {
      const merchant = merchants[n % merchants.length] as TestAccount;
      tokens.push(askToken(app, merchant, certificate.certPem).then(({ status }) => status));
      await pause(150);
      // Two records have to fail, 5 s apart, and each takes a statement's limit.
      if (n % 4 === 0 && performance.now() - awayMs > 13_000) statuses.push((await ready()).status);
    }
    // Those in flight would still be issued.
    const given = await Promise.all(tokens);
    await database.nameStandbys('');
    expect(given).not.toContain(201);
    expect(statuses.length).toBeGreaterThan(10);
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect((await askAllTheTime(merchants)).at(-1)).toBe(201);
    expect((await ready()).status).toBe(200);
  },
);
