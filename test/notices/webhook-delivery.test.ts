import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Webhook } from 'standardwebhooks';
import { expect, test, vi } from 'vitest';
import { storeDueNotices } from '../../src/storage/notices/due-notices.js';
import { managementOn } from '../management/open-test-management.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';
import { addWebhook, openNotices, openReceiver, type Received } from './notice-setup.js';

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);
const certificate = async (days: number): Promise<string> =>
  (await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(days) })).certPem;

const verified = (webhook: Webhook, received?: Received): unknown =>
  webhook.verify(received?.body ?? '', { ...received?.headers });

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 });

test('a certificate that soon ends is told once for each threshold, to its merchant and to operators, with a signature that the library verifies', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const account = await accounts.create({ certificate: await certificate(20) });
  const [merchant, operators] = [await openReceiver(), await openReceiver()];
  const { webhook } = await addWebhook(database, merchant.url, account.id);
  const other = await addWebhook(database, operators.url);
  const { queue, events } = await openNotices(database);
  await Promise.all([queue.run(), queue.run()]);
  await queue.run();
  await until(() => {
    expect([merchant.received.length, operators.received.length]).toEqual([1, 1]);
  });
  const told = verified(webhook, merchant.received[0]);
  expect(told).toMatchObject({
    type: 'certificate.expiring',
    data: { days: 30, account: { id: account.id } },
  });
  expect(verified(other.webhook, operators.received[0])).toMatchObject({
    data: { accountCount: 1, accounts: [{ id: account.id }] },
  });
  expect(() => verified(webhook, operators.received[0])).toThrow();

  await database.sql(`UPDATE certificate SET not_after = clock_timestamp() + interval '13 days'`);
  await queue.run();
  await queue.run();
  await until(() => {
    expect(merchant.received).toHaveLength(2);
  });
  expect(verified(webhook, merchant.received[1])).toMatchObject({ data: { days: 14 } });
  await until(() => {
    expect(events).toEqual(['delivered', 'delivered', 'delivered', 'delivered']);
  });
  await queue.run();
  expect(queue.deliveryCounts).toEqual({ pending: 0, failed: 0 });
});

test('a delivery is tried again after a 500 and after a time-out, with the same id and a signature of its own time', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  await accounts.create({ certificate: await certificate(5) });
  const { url, received } = await openReceiver((response, count) => {
    if (count === 1) response.writeHead(500).end();
    else if (count > 2) response.writeHead(204).end();
  });
  const { webhook } = await addWebhook(database, url);
  const { queue, events } = await openNotices(database, { withinMs: 500 });
  await queue.run();
  await until(() => {
    expect(events).toContain('delivered');
  });
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  for (const { body, headers } of received) expect(() => webhook.verify(body, { ...headers })).not.toThrow();
  expect(events).toEqual([
    ...['it answered 500', 'retried'],
    ...['it did not answer in time', 'retried', 'delivered'],
  ]);
  const rows = await database.sql('SELECT state, attempts, last_error FROM notice_delivery');
  expect(rows).toEqual([{ state: 'delivered', attempts: 3, last_error: null }]);
});

test('a delivery that fails every time is given up, and is sent again when it is asked for', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  await accounts.create({ certificate: await certificate(5) });
  let status = 503;
  const { url, received } = await openReceiver((response) => response.writeHead(status).end());
  await addWebhook(database, url);
  const { queue, events } = await openNotices(database, { retryPolicy: { retries: 1 } });
  await queue.run();
  await until(() => {
    expect(events).toEqual(['it answered 503', 'retried', 'it answered 503', 'failed']);
  });
  await queue.run();
  expect(queue.deliveryCounts).toEqual({ pending: 0, failed: 1 });
  status = 200;
  await database.sql(`UPDATE notice_delivery SET state = 'pending', asked_at = clock_timestamp()`);
  await queue.run();
  await until(() => {
    expect(events).toContain('delivered');
  });
  expect(received).toHaveLength(3);
});

test('a delivery that waits for its next attempt is sent at once when it is asked for, with all attempts before it', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  await accounts.create({ certificate: await certificate(5) });
  let status = 503;
  const { url, received } = await openReceiver((response) => response.writeHead(status).end());
  await addWebhook(database, url);
  const retryPolicy = { retries: 1, firstRetrySeconds: 3600, retrySecondsMax: 3600 };
  const { queue, events } = await openNotices(database, { retryPolicy });
  await queue.run();
  await until(() => {
    expect(events).toEqual(['it answered 503', 'retried']);
  });
  await queue.run();
  const management = managementOn(database.manageUrl, randomBytes(32));
  const [row] = await database.sql<{ id: string }>('SELECT id::text FROM notice_delivery');
  await management.redeliverNotice.run(row?.id ?? '');
  await queue.run();
  await until(() => {
    expect(events).toEqual(['it answered 503', 'retried', 'it answered 503', 'retried']);
  });
  status = 200;
  await management.redeliverNotice.run(row?.id ?? '');
  await queue.run();
  await queue.run();
  await until(() => {
    expect(events.at(-1)).toBe('delivered');
  });
  expect(received).toHaveLength(3);
});

test('a delivery that was asked for again is sent with the same id, and never to a recipient that was removed', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  await accounts.create({ certificate: await certificate(5) });
  const { url, received } = await openReceiver();
  const { id } = await addWebhook(database, url);
  const { queue } = await openNotices(database);
  const management = managementOn(database.manageUrl, randomBytes(32));
  const arrived = async (count: number): Promise<void> => {
    await queue.run();
    await until(() => {
      expect(received).toHaveLength(count);
    });
  };
  await arrived(1);
  const [row] = await database.sql<{ id: string }>('SELECT id::text FROM notice_delivery');
  await management.redeliverNotice.run(row?.id ?? '');
  await arrived(2);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await management.removeNoticeRecipient.run(id);
  await expect(management.redeliverNotice.run(row?.id ?? '')).rejects.toThrow('its recipient was removed');
});

test('a notice whose recipient is removed while its job waits is not sent', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  await accounts.create({ certificate: await certificate(5) });
  let status = 503;
  const { url, received } = await openReceiver((response) => response.writeHead(status).end());
  const { id } = await addWebhook(database, url);
  const other = await openReceiver();
  await addWebhook(database, other.url);
  const { queue, events } = await openNotices(database, { retryPolicy: { firstRetrySeconds: 3 } });
  await queue.run();
  await until(() => {
    expect(events).toContain('retried');
  });
  await managementOn(database.manageUrl, randomBytes(32)).removeNoticeRecipient.run(id);
  status = 200;
  // The job runs, and ends: a retry that was only late would still wait.
  const jobs = `SELECT FROM notice_queue.job WHERE name = 'notice-delivery' AND state IN ('created', 'retry', 'active')`;
  await vi.waitFor(async () => expect(await database.sql(jobs)).toEqual([]), {
    timeout: 20_000,
    interval: 100,
  });
  expect([received.length, other.received.length]).toEqual([1, 1]);
});

test('what has ended is told only where it was in use, and what was replaced is not told', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const used = await accounts.create({ certificate: await certificate(-1), secretExpiresAt: inDays(-1) });
  await accounts.create({ certificate: await certificate(-1) });
  const renewed = await accounts.create({ certificate: await certificate(4) });
  await accounts.link(renewed.id, await certificate(90));
  await database.sql(
    `UPDATE account_certificate SET last_used_at = now() - interval '2 days' WHERE account_id = ANY ($1)`,
    [[used.id, renewed.id]],
  );
  await database.sql(`UPDATE credential_secret SET last_used_at = now() - interval '2 days' WHERE id = $1`, [
    used.secretId,
  ]);
  const { url, received } = await openReceiver();
  await addWebhook(database, url);
  const { queue } = await openNotices(database);
  await queue.run();
  await until(() => {
    expect(received).toHaveLength(2);
  });
  const told = received.map(({ body }) => JSON.parse(body) as { type: string; data: object });
  expect(told.map(({ type }) => type).toSorted()).toEqual(['certificate.expired', 'secret.expired']);
  expect(told.find(({ type }) => type === 'secret.expired')?.data).toMatchObject({
    ...{ clientId: used.clientId, secretId: used.secretId, days: 0 },
    accounts: [{ id: used.id }],
  });
});

test('what soon ends is found by the indexes of the ends, and not by reading every certificate and secret', async () => {
  const database = await makeDatabase();
  const client = new pg.Client(database.manageUrl);
  await client.connect();
  try {
    // The tables of a test are small enough to be read whole.
    await client.query('SET enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${storeDueNotices}`, [1, 20]);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index Cond: \(\(?not_after >= /);
    expect(plan).toMatch(/Index Cond: \(\(?expires_at >= /);
  } finally {
    await client.end();
  }
});
