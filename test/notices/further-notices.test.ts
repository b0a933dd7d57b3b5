import { randomBytes } from 'node:crypto';
import type { Webhook } from 'standardwebhooks';
import { expect, test, vi } from 'vitest';
import { keyDueDays } from '../../src/core/keys/signing-key.js';
import { noticeKinds } from '../../src/core/notices/notice.js';
import { noticeEvents } from '../../tools/openapi-bodies/notice-event.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';
import { addWebhook, openNotices, openReceiver, type Received } from './notice-setup.js';

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 50 });
const bodies = (received: readonly Received[]): readonly { readonly type: string; readonly data: object }[] =>
  received.map(({ body }) => JSON.parse(body) as { type: string; data: object });

/** Every body is what the OpenAPI document says of its kind. */
const assertDescribed = (webhook: Webhook, received: readonly Received[]): void => {
  for (const { body, headers } of received) {
    const event = webhook.verify(body, { ...headers }) as { readonly type: string };
    const kind = noticeKinds.find((one) => one === event.type);
    expect(kind && noticeEvents.get(kind)?.safeParse(event).error).toBeUndefined();
    expect(kind).toBeDefined();
  }
};

interface Rejections {
  readonly account: string | null;
  readonly reason: string;
  readonly count: number;
  readonly minutesAgo?: number;
}

const reject = (database: TestDatabase, { account, reason, count, minutesAgo = 1 }: Rejections) =>
  database.sql(
    `INSERT INTO refusal (at, request_id, contract, door, reason, detail, account_id)
     SELECT clock_timestamp() - make_interval(mins => $4),
            md5(n::text || $2), 'avista', 'tls', $2, 'test', $1
     FROM generate_series(1, $3::integer) AS n`,
    [account, reason, count, minutesAgo],
  );

test('repeated rejections of one account for one reason are told once a day, to its merchant and to operators', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const [loja, other] = [await accounts.create(), await accounts.create()];
  const [merchant, operators] = [await openReceiver(), await openReceiver()];
  const { webhook } = await addWebhook(database, merchant.url, loja.id);
  const { webhook: ofOperators } = await addWebhook(database, operators.url);
  const { queue } = await openNotices(database, { rejections: 5 });
  await reject(database, { account: loja.id, reason: 'wrong_secret', count: 4 });
  await reject(database, { account: loja.id, reason: 'certificate_expired', count: 4 });
  // An hour ago, of no account, and the gateway's own.
  await reject(database, { account: loja.id, reason: 'secret_expired', count: 9, minutesAgo: 61 });
  await reject(database, { account: null, reason: 'unknown_client', count: 9 });
  await reject(database, { account: loja.id, reason: 'overloaded', count: 9 });
  await queue.run();
  expect(await database.sql('SELECT * FROM notice')).toEqual([]);

  await reject(database, { account: loja.id, reason: 'wrong_secret', count: 1 });
  await reject(database, { account: other.id, reason: 'wrong_secret', count: 5 });
  await Promise.all([queue.run(), queue.run()]);
  await reject(database, { account: loja.id, reason: 'wrong_secret', count: 9 });
  await queue.run();
  await until(() => {
    expect([merchant.received.length, operators.received.length]).toEqual([1, 2]);
  });
  expect(bodies(merchant.received)).toMatchObject([
    { type: 'requests.rejected', data: { reason: 'wrong_secret', count: 5, account: { id: loja.id } } },
  ]);
  assertDescribed(webhook, merchant.received);
  assertDescribed(ofOperators, operators.received);

  // Also on the next date, while the last notice is younger than a day.
  await database.sql(`UPDATE notice SET key = regexp_replace(key, '[0-9-]{10}$', '2020-01-01')`);
  await queue.run();
  expect(await database.sql('SELECT count(*)::integer AS n FROM notice')).toEqual([{ n: 3 }]);
  await database.sql(`UPDATE notice SET created_at = created_at - interval '25 hours'`);
  await queue.run();
  expect(await database.sql('SELECT count(*)::integer AS n FROM notice')).toEqual([{ n: 6 }]);
});

test('a signing key that has signed for too long is told once, to operators alone', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const account = await accounts.create();
  const [merchant, operators] = [await openReceiver(), await openReceiver()];
  await addWebhook(database, merchant.url, account.id);
  const { webhook } = await addWebhook(database, operators.url);
  const { queue } = await openNotices(database);
  await queue.run();
  expect(await database.sql('SELECT * FROM notice')).toEqual([]);
  const [key] = await database.sql<{ kid: string }>(
    `UPDATE signing_key SET activates_at = clock_timestamp() - make_interval(days => $1)
     WHERE kid = (SELECT kid FROM signing_key_ring WHERE state = 'active' AND use = 'admin' LIMIT 1) RETURNING kid`,
    [keyDueDays],
  );
  await queue.run();
  await queue.run();
  await until(() => {
    expect(operators.received).toHaveLength(1);
  });
  expect(bodies(operators.received)).toMatchObject([
    {
      type: 'signing-key.due',
      data: { keyId: key?.kid, algorithm: 'HS256', use: 'operator', days: keyDueDays },
    },
  ]);
  assertDescribed(webhook, operators.received);
  expect(merchant.received).toEqual([]);
});

test('what ends is told in the form that the OpenAPI document describes', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
  const { certPem } = await makeCertificate({ notBefore: inDays(-200), notAfter: inDays(20) });
  const account = await accounts.create({ certificate: certPem, secretExpiresAt: inDays(-1) });
  await database.sql(`UPDATE credential_secret SET last_used_at = now() - interval '2 days'`);
  const [merchant, operators] = [await openReceiver(), await openReceiver()];
  const { webhook } = await addWebhook(database, merchant.url, account.id);
  const { webhook: ofOperators } = await addWebhook(database, operators.url);
  const { queue } = await openNotices(database);
  await queue.run();
  await until(() => {
    expect([merchant.received.length, operators.received.length]).toEqual([2, 2]);
  });
  assertDescribed(webhook, merchant.received);
  assertDescribed(ofOperators, operators.received);
});

test('a flood of rejections is counted by the index of their times, and only its newest part', async () => {
  const database = await makeDatabase();
  const { accounts } = await startApp({ database });
  const account = await accounts.create();
  await addWebhook(database, (await openReceiver()).url, account.id);
  await reject(database, { account: account.id, reason: randomBytes(4).toString('hex'), count: 60_000 });
  const { queue } = await openNotices(database);
  await queue.run();
  const [row] = await database.sql<{ count: number }>(
    `SELECT (data ->> 'count')::integer AS count FROM notice`,
  );
  expect(row?.count).toBe(50_000);
});
