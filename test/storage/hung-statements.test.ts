import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { type ClusterDatabase, openOwnCluster } from '../support/own-cluster.js';
import { addSigningKeys } from '../support/signing-keys.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * Statements that hang at the server: PostgreSQL does not notice that the client closed its socket, so
 * a pool that only closes it opens backend after backend, until an operator cannot log in either.
 */
/** Two times two in flight, and three more (src/storage/database.ts). */
const poolMax = 7;
const hungMs = 8000;

let database: ClusterDatabase;
let app: TestApp;
let certificate: IssuedCertificate;
beforeAll(async () => {
  database = await openOwnCluster();
  const master = Buffer.alloc(32, 7);
  await addSigningKeys(database, () => master);
  const environment = {
    PORTARIA_DATABASE_TIMEOUT_MS: '400',
    PORTARIA_MASTER_KEY: master.toString('base64'),
  };
  app = await startApp({ database, environment });
  certificate = await makeCertificate();
}, 120_000);

const backends = async (): Promise<number> => {
  const [row] = await database.sql<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE application_name = 'portaria'`,
  );
  return row?.n ?? 0;
};

/** Asks for tokens all the time; returns the largest number of backends that was seen. */
const mostBackendsWhileAsking = async (): Promise<number> => {
  const account = await app.accounts.create({ certificate: certificate.certPem });
  const endMs = performance.now() + hungMs;
  const requested: Promise<unknown>[] = [];
  let most = 0;
  while (performance.now() < endMs) {
    requested.push(askToken(app, account, certificate.certPem));
    await new Promise((resolve) => setTimeout(resolve, 100));
    most = Math.max(most, await backends());
  }
  await Promise.all(requested);
  return most;
};

const isIssuing = async (): Promise<void> => {
  const account = await app.accounts.create({ certificate: certificate.certPem });
  const status = async (): Promise<number> => (await askToken(app, account, certificate.certPem)).status;
  await expect.poll(status, { timeout: 20_000, interval: 300 }).toBe(201);
};

const situations: Readonly<Record<string, readonly [begin: string, end: string]>> = {
  'the barrier is held': ['SELECT pg_advisory_lock(7305808)', 'SELECT pg_advisory_unlock(7305808)'],
  'the table of accounts is locked': ['BEGIN; LOCK TABLE account', 'ROLLBACK'],
  'the table of records is locked': ['BEGIN; LOCK TABLE token_issuance', 'ROLLBACK'],
};

test.each(Object.entries(situations))(
  'while %s, the backends stay within the size of the pool, and then tokens are issued again',
  { timeout: 90_000 },
  async (_name, [begin, end]) => {
    await isIssuing();
    const holder = new pg.Client(database.adminUrl);
    await holder.connect();
    const asking = mostBackendsWhileAsking();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await holder.query(begin);
    const most = await asking;
    await holder.query(end);
    await holder.end();
    expect(most).toBeLessThanOrEqual(poolMax);
    await isIssuing();
  },
);

test(
  'while no synchronous standby answers, the backends stay within the size of the pool, and others can log in',
  { timeout: 90_000 },
  async () => {
    await isIssuing();
    const account = await app.accounts.create({ certificate: certificate.certPem });
    await database.nameStandbys('stopped');
    // Accounts of the helpers would wait for the standby as well, so one that is there is asked for.
    const endMs = performance.now() + hungMs;
    const requested: Promise<{ status: number }>[] = [];
    let most = 0;
    while (performance.now() < endMs) {
      requested.push(askToken(app, account, certificate.certPem));
      await new Promise((resolve) => setTimeout(resolve, 100));
      most = Math.max(most, await backends());
    }
    const statuses = (await Promise.all(requested)).map(({ status }) => status);
    const operator = new pg.Client({ connectionString: database.adminUrl, connectionTimeoutMillis: 2000 });
    await operator.connect();
    await operator.end();
    await database.nameStandbys('');
    expect(most).toBeLessThanOrEqual(poolMax);
    expect(statuses).toContain(503);
    await isIssuing();
  },
);
