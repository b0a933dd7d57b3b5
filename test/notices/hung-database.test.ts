import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openOwnCluster } from '../support/own-cluster.js';
import { addWebhook, openNotices, openReceiver } from './notice-setup.js';

/** src/storage/notices/notice-queue.ts */
const poolMax = 3;

test('while no synchronous standby answers, notices open no more backends than their pools have, and then they are sent', async () => {
  const database = await openOwnCluster();
  const { url, received } = await openReceiver();
  const { id } = await addWebhook(database, url);
  // This process puts the jobs into the queue; its workers look once only, when there are none.
  const first = await openNotices(database, { retryPolicy: { pollSeconds: 600 } });
  await first.queue.run();
  await database.sql(
    `WITH stored AS (INSERT INTO notice (key, kind, data) SELECT 'test ' || n, 'secret.expiring', '{}'
       FROM generate_series(1, 12) AS n RETURNING id)
     INSERT INTO notice_delivery (notice_id, recipient_id) SELECT id, $1 FROM stored`,
    [id],
  );
  await first.queue.run();
  await database.nameStandbys('stopped');
  const { queue } = await openNotices(database, { timeoutMs: 200 });
  let most = 0;
  const endMs = performance.now() + 8000;
  while (performance.now() < endMs) {
    await pause(200);
    queue.run().catch(() => undefined);
    const [row] = await database.sql<{ n: number }>(
      `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE application_name = 'portaria notices'`,
    );
    most = Math.max(most, row?.n ?? 0);
  }
  await database.nameStandbys('');
  expect(most).toBeLessThanOrEqual(2 * poolMax);
  await expect.poll(() => received.length, { timeout: 60_000, interval: 300 }).toBeGreaterThanOrEqual(12);
}, 120_000);
