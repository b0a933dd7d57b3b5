import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { managementOn } from '../management/open-test-management.js';
import { makeDatabase } from '../support/database.js';
import { openPgBouncer } from '../support/pgbouncer.js';
import { addWebhook, openNotices, openReceiver } from './notice-setup.js';

/** Two processes have three connections each. */
const poolSize = 2;
const notices = 20;

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 100 });

test(
  'two processes deliver every notice once through a PgBouncer in transaction mode, also after failures and when asked again',
  { timeout: 120_000 },
  async () => {
    const database = await makeDatabase();
    const manageUrl = await openPgBouncer(database.manageUrl, poolSize);
    const { url, received } = await openReceiver((response, count) =>
      response.writeHead(count % 4 === 1 ? 503 : 204).end(),
    );
    const { id } = await addWebhook(database, url);
    const processes = await Promise.all([openNotices({ manageUrl }), openNotices({ manageUrl })]);
    const outcomes = (outcome: string): number =>
      processes.flatMap(({ events }) => events).filter((event) => event === outcome).length;
    const run = () => Promise.all(processes.map(({ queue }) => queue.run()));
    await run();
    await database.sql(
      `WITH stored AS (INSERT INTO notice (key, kind, data) SELECT 'test ' || n, 'secret.expiring', '{}'
         FROM generate_series(1, $2::integer) AS n RETURNING id)
       INSERT INTO notice_delivery (notice_id, recipient_id) SELECT id, $1 FROM stored`,
      [id, notices],
    );
    await run();
    await until(() => {
      expect(outcomes('delivered')).toBe(notices);
    });
    const answers = received.length;
    expect(outcomes('retried')).toBe(answers - notices);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(notices);
    expect(
      await database.sql('SELECT state, count(*)::integer AS n FROM notice_delivery GROUP BY state'),
    ).toEqual([{ state: 'delivered', n: notices }]);

    const [row] = await database.sql<{ id: string }>('SELECT min(id)::text AS id FROM notice_delivery');
    await managementOn(manageUrl, randomBytes(32)).redeliverNotice.run(row?.id ?? '');
    await run();
    await until(() => {
      expect(outcomes('delivered')).toBe(notices + 1);
    });
    // Nothing is sent again by a process that did not see the other's work.
    await pause(3000);
    await run();
    expect(received.length - answers).toBe(1 + outcomes('retried') - (answers - notices));
    expect(processes.flatMap(({ events }) => events).filter((event) => event.startsWith('queue:'))).toEqual(
      [],
    );
    const [sessions] = await database.sql<{ n: number }>(
      `SELECT count(*)::integer AS n FROM pg_stat_activity
       WHERE usename = 'portaria_manager' AND datname = current_database()`,
    );
    expect(sessions?.n).toBeLessThanOrEqual(poolSize);
  },
);
