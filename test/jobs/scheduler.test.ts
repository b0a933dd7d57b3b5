import { decodeProtectedHeader } from 'jose';
import pg from 'pg';
import { expect, test } from 'vitest';
import { Sealer } from '../../src/crypto/sealer.js';
import { ask, askToken, tokenIn } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

const masterKey = Buffer.alloc(32, 5);
const environment = { PORTARIA_MASTER_KEY: masterKey.toString('base64') };

test('a running process signs with a new active key within seconds', async () => {
  const app = await startApp({ environment });
  const sealed = new Sealer(() => masterKey).seal(Buffer.alloc(32, 6), 'hs-new|HS256|sig');
  await app.database.sql(`UPDATE signing_key SET state = 'retiring'`);
  await app.database.sql(
    `INSERT INTO signing_key (kid, algorithm, use, state, sealed) VALUES ('hs-new', 'HS256', 'sig', 'active', $1)`,
    [sealed],
  );
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const kid = async () => decodeProtectedHeader(tokenIn(await askToken(app, account, certPem))).kid;
  await expect.poll(kid, { timeout: 15_000, interval: 500 }).toBe('hs-new');
});

test('a key that the master key does not open is logged once, and the key at hand goes on signing', async () => {
  const app = await startApp({ environment });
  await app.database.sql(`UPDATE signing_key SET sealed = '\\x00'`);
  await expect.poll(() => app.log(), { timeout: 15_000 }).toContain('reading the key ring failed');
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  expect((await askToken(app, account, certPem)).status).toBe(201);
  expect(app.log().match(/reading the key ring failed/g)).toHaveLength(1);
  expect(app.log()).not.toContain('works again');
});

test('a job that goes on failing for another reason is logged again, with the new reason', async () => {
  let passedMs = 0;
  const app = await startApp({ environment, monotonicClock: () => performance.now() + passedMs });
  await app.database.sql(`UPDATE signing_key SET sealed = '\\x00'`);
  await expect.poll(() => app.log(), { timeout: 15_000 }).toContain('reading the key ring failed');
  await app.database.sql('ALTER TABLE signing_key RENAME TO renamed_meanwhile');
  passedMs = 10_000;
  const reasons = () => [...app.log().matchAll(/"error":"([^"]*)[^\n]*reading the key ring failed/g)];
  await expect.poll(() => reasons().length, { timeout: 15_000 }).toBe(2);
  expect(reasons()[1]?.[0]).toContain('signing_key');
  expect(reasons()[1]?.[1]).not.toBe(reasons()[0]?.[1]);
});

test('a session that reads an expired partition for long stops neither the start nor a token', async () => {
  const database = await makeDatabase();
  await database.sql(`SELECT make_day_partition('token_issuance', (now() AT TIME ZONE 'UTC')::date - 9)`);
  const reader = new pg.Client(database.adminUrl);
  await reader.connect();
  afterFile(() => reader.end());
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM token_issuance');
  await database.sql(`UPDATE retention SET days = 5 WHERE parent = 'token_issuance'`);
  const app = await startApp({ database, environment: { PORTARIA_ISSUANCE_RETENTION_DAYS: '5' } });
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  expect((await askToken(app, account, certPem)).status).toBe(201);
  expect(app.log()).toContain('"action":"drop postponed"');
});

test('without a partition for today the answer is 503, and readiness says why', async () => {
  const app = await startApp();
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  // Its name stays taken by a table that cannot be attached, so no job can make it again.
  await app.database.sql(`
    ALTER TABLE token_issuance DETACH PARTITION token_issuance_${day};
    ALTER TABLE token_issuance_${day} DROP COLUMN scopes;`);
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  expect((await askToken(app, account, certPem)).status).toBe(503);
  const answer = await ask(app, { method: 'GET', path: '/healthz/ready' });
  expect(answer.status).toBe(503);
  const partition = 'token_issuance has no partition for today';
  expect(answer.json()['checks']).toMatchObject({ partition, records: 'ok' });
  expect(app.log()).toMatch(
    new RegExp(`"level":"error".*"route":"/healthz/ready","status":503.*"detail":"partition: ${partition}"`),
  );
});

test.each(['issue', 'all'])(
  'a process with PORTARIA_ROLE=%s makes the missing partition of today soon after a request needed it',
  async (serve) => {
    const app = await startApp({ environment: { PORTARIA_ROLE: serve } });
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    await app.database.sql(`DROP TABLE token_issuance_${day}`);
    const { certPem } = await makeCertificate();
    const account = await app.accounts.create({ certificate: certPem });
    const status = async () => (await askToken(app, account, certPem)).status;
    expect(await status()).toBe(503);
    await expect.poll(status, { timeout: 15_000, interval: 500 }).toBe(201);
    expect(app.log()).toContain(`"action":"created","partition":"token_issuance_${day}"`);
  },
);

test('a refusal that found no partition of today is recorded soon after', async () => {
  const app = await startApp();
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  await app.database.sql(`DROP TABLE refusal_${day}`);
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const wrong = { ...account, clientSecret: 'a wrong secret' };
  expect((await askToken(app, wrong, certPem)).status).toBe(401);
  const recorded = async () => (await app.database.sql('SELECT 1 FROM refusal')).length;
  await expect.poll(recorded, { timeout: 20_000, interval: 500 }).toBe(1);
});

test('without a partition for the refusals of today tokens are issued, and the process is ready', async () => {
  const app = await startApp();
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  await app.database.sql(`DROP TABLE refusal_${day}`);
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  expect((await askToken(app, account, certPem)).status).toBe(201);
  expect((await ask(app, { method: 'GET', path: '/healthz/ready' })).status).toBe(200);
});

test('a closed process leaves nothing running: its log ends without an error', async () => {
  const app = await startApp();
  await ask(app, { method: 'GET', path: '/healthz/ready' });
  await app.server.close();
  const before = app.log();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(app.log()).toBe(before);
  expect(before).not.toContain('"level":"error"');
});
