import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/storage/database.js';
import { MissingProcessCleanup } from '../../src/storage/maintenance/missing-process-cleanup.js';
import { type HeartbeatEvents, ProcessHeartbeat } from '../../src/storage/maintenance/process-heartbeat.js';
import { afterFile } from '../support/cleanup.js';
import { startApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});

const open = (url: string): Database => {
  const database = new Database({ ...app.config.database, url: () => url });
  afterFile(() => database.close());
  return database;
};

const heartbeat = (
  id: string,
  host = 'portaria-0',
  clock: () => number = () => performance.now(),
): ProcessHeartbeat => heartbeatOf({ id, host }, {}, clock);

const silent = { settingsDiffer: () => undefined };
const settings = { shared: {}, masterKeys: [] };

const heartbeatOf = (
  { id, host, shared = {} }: { id: string; host: string; shared?: Record<string, string> },
  events: Partial<HeartbeatEvents>,
  clock: () => number = () => performance.now(),
): ProcessHeartbeat => {
  const described = {
    id,
    host,
    role: 'issue',
    version: '1.0.0',
    settings: { shared, masterKeys: ['0123456789abcdef'] },
    routeTables: () => null,
  } as const;
  return new ProcessHeartbeat(open(app.database.issueUrl), described, clock, { ...silent, ...events });
};

interface Row {
  readonly host: string;
  readonly upSeconds: number;
  readonly ageSeconds: number;
}
const rowsOf = (id: string): Promise<Row[]> =>
  app.database.sql<Row & Record<string, unknown>>(
    `SELECT host, extract(epoch FROM last_seen_at - started_at)::float8 AS "upSeconds",
            extract(epoch FROM clock_timestamp() - last_seen_at)::float8 AS "ageSeconds"
     FROM process_heartbeat WHERE id = $1`,
    [id],
  );

test('a process that issues writes when it started and when it was last seen, and removes itself', async () => {
  const id = randomUUID();
  let nowMs = 1000;
  const process = heartbeat(id, 'portaria-0', () => nowMs);
  nowMs += 60_000;
  await process.record();
  const [first] = await rowsOf(id);
  expect(first?.upSeconds).toBeCloseTo(60, 1);
  await app.database.sql(
    `UPDATE process_heartbeat SET last_seen_at = last_seen_at - interval '50 seconds' WHERE id = $1`,
    [id],
  );
  await process.record();
  expect((await rowsOf(id))[0]?.ageSeconds).toBeLessThan(10);
  await process.close();
  expect(await rowsOf(id)).toEqual([]);
});

test('any name of a host is written', async () => {
  for (const host of ['', 'máquina do zé\n', 'h'.repeat(300)]) {
    const id = randomUUID();
    await heartbeat(id, host).record();
    expect(await rowsOf(id)).toMatchObject([{ host: expect.stringMatching(/^[!-~]{1,255}$/) as string }]);
  }
});

test('closing without a database, or before the first heartbeat, is no error', async () => {
  const gone = new Database({ ...app.config.database, url: () => 'postgres://127.0.0.1:1/none' });
  afterFile(() => gone.close());
  const described = {
    id: randomUUID(),
    host: 'portaria-0',
    role: 'issue',
    version: '1.0.0',
    settings,
    routeTables: () => null,
  } as const;
  const process = new ProcessHeartbeat(gone, described, () => 0, silent);
  await process.close();
  await expect(process.record()).rejects.toThrow();
  await process.close();
});

test('the login that issues cannot read or change heartbeats, nor delete what is missing', async () => {
  const database = open(app.database.issueUrl);
  for (const text of [
    'SELECT id FROM process_heartbeat',
    'UPDATE process_heartbeat SET last_seen_at = now()',
    'DELETE FROM process_heartbeat',
    'SELECT clear_missing_processes()',
  ])
    await expect(database.query({ name: text, text })).rejects.toMatchObject({
      cause: { code: '42501' },
    });
});

test('heartbeats are deleted after a day, and there are at most 1000: a process that lost its row has a new one', async () => {
  const id = randomUUID();
  await heartbeat(id).record();
  const plant = (count: number, age: string): Promise<unknown> =>
    app.database.sql(
      `INSERT INTO process_heartbeat
       SELECT gen_random_uuid(), 'crowd', 'issue', '1.0.0', now(), now() - $2::interval FROM generate_series(1, $1::integer)`,
      [count, age],
    );
  await plant(3, '25 hours');
  await plant(2, '23 hours');
  expect(await new MissingProcessCleanup(open(app.database.manageUrl)).clear()).toBe(3);
  await plant(1500, '-1 hours');
  await heartbeat(randomUUID()).record();
  const counted = async (): Promise<number> =>
    (await app.database.sql<{ count: number }>('SELECT count(*)::integer AS count FROM process_heartbeat'))[0]
      ?.count ?? 0;
  expect(await counted()).toBe(1000);
  expect(await rowsOf(id)).toEqual([]);
  await heartbeat(id).record();
  expect(await rowsOf(id)).toHaveLength(1);
  expect(await counted()).toBe(1000);
});

test('a process that issues learns which settings others have differently, until they agree or end', async () => {
  await app.database.sql('DELETE FROM process_heartbeat');
  const seen: (readonly unknown[])[] = [];
  const events = { settingsDiffer: (differing: readonly unknown[]) => seen.push(differing) };
  const issuer = (name: string): Record<string, string> => ({
    PORTARIA_ISSUER: name,
    PORTARIA_REALM_NAME: 'a',
  });
  const one = heartbeatOf({ id: randomUUID(), host: 'a', shared: issuer('https://a.example') }, events);
  const otherId = randomUUID();
  const other = heartbeatOf({ id: otherId, host: 'b', shared: issuer('https://b.example') }, {});
  const same = heartbeatOf({ id: randomUUID(), host: 'c', shared: issuer('https://a.example') }, {});
  await one.record();
  await same.record();
  await one.record();
  expect([seen, one.differingSettings]).toEqual([[], 0]);
  await other.record();
  await one.record();
  await one.record();
  const differing = [{ setting: 'PORTARIA_ISSUER', others: ['b: https://b.example'] }];
  expect([seen, one.differingSettings]).toEqual([[differing], 1]);
  // A process that is not seen for 30 seconds ended without a word.
  await app.database.sql(
    `UPDATE process_heartbeat SET last_seen_at = last_seen_at - interval '31 seconds' WHERE id = $1`,
    [otherId],
  );
  await one.record();
  expect([seen, one.differingSettings]).toEqual([[differing, []], 0]);
  for (const process of [one, other, same]) await process.close();
});
