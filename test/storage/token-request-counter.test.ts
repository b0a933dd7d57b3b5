import { beforeAll, expect, test } from 'vitest';
import type { DatabaseConfig } from '../../src/config/config.js';
import { hourMs } from '../../src/core/shared/durations.js';
import { Database } from '../../src/storage/database.js';
import { TokenRequestCounter } from '../../src/storage/hot-path/token-request-counter.js';
import { TokenRequestCountCleanup } from '../../src/storage/maintenance/token-request-count-cleanup.js';
import { afterFile } from '../support/cleanup.js';
import { startApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});

const noEvents = { failed: () => undefined, worked: () => undefined };

const open = (config: Partial<DatabaseConfig> = {}): Database => {
  const database = new Database({ ...app.config.database, ...config });
  afterFile(() => database.close());
  return database;
};

/** The counts by step, contract and outcome, over all times. */
const counted = async (outcome: string): Promise<Record<string, number>> => {
  const rows = await app.database.sql<{ step: string; contract: string; count: number }>(
    `SELECT step, contract, sum(count)::float8 AS count FROM token_request_count WHERE outcome = $1 GROUP BY 1, 2`,
    [outcome],
  );
  return Object.fromEntries(rows.map(({ step, contract, count }) => [`${step} ${contract}`, count]));
};

test('processes with the login that issues add up what they counted, by minute and by hour', async () => {
  const url = (): string => app.database.issueUrl;
  const counters = [1, 2, 3].map(
    () => new TokenRequestCounter(open({ url }), () => performance.now(), noEvents),
  );
  for (const counter of counters)
    for (let request = 0; request < 100; request += 1) counter.count('pix', 'wrong_secret');
  counters[0]?.count('avista', 'wrong_secret');
  await Promise.all(counters.map((counter) => counter.close()));
  expect(await counted('wrong_secret')).toEqual({
    ...{ 'minute pix': 300, 'hour pix': 300 },
    ...{ 'minute avista': 1, 'hour avista': 1 },
  });
});

test('what is counted is written without being asked for', async () => {
  const counter = new TokenRequestCounter(open(), () => performance.now(), noEvents);
  counter.count('realm', 'wrong_password');
  await expect.poll(() => counted('wrong_password'), { timeout: 10_000 }).not.toEqual({});
  await expect.poll(() => counter.waiting).toBe(false);
});

test('counts that cannot be written wait, and are added in the minute in which they were counted', async () => {
  let nowMs = 0;
  const counter = new TokenRequestCounter(open(), () => nowMs, noEvents);
  const count = async (): Promise<void> => {
    counter.count('pix', 'too_slow');
    await counter.write();
  };
  await app.database.sql('REVOKE EXECUTE ON FUNCTION add_token_request_counts FROM portaria_app');
  await expect(count()).rejects.toThrow('unavailable');
  nowMs += 180_000;
  await expect(count()).rejects.toThrow('unavailable');
  expect(counter.waiting).toBe(true);
  expect(await counted('too_slow')).toEqual({});
  await app.database.sql('GRANT EXECUTE ON FUNCTION add_token_request_counts TO portaria_app');
  await counter.write();
  expect(counter.waiting).toBe(false);
  const minutes = await app.database.sql<{ at: number; count: string }>(
    `SELECT extract(epoch FROM starts_at)::float8 AS at, count FROM token_request_count
     WHERE step = 'minute' AND outcome = 'too_slow' ORDER BY 1`,
  );
  expect(minutes.map(({ count: times }) => times)).toEqual(['1', '1']);
  expect((minutes[1]?.at ?? 0) - (minutes[0]?.at ?? 0)).toBe(180);
});

test('what waited for more than an hour is lost, so that an outage takes no memory without end', async () => {
  let nowMs = 0;
  const counter = new TokenRequestCounter(
    open({ url: () => 'postgres://127.0.0.1:1/none' }),
    () => nowMs,
    noEvents,
  );
  counter.count('pix', 'unavailable');
  await expect(counter.write()).rejects.toThrow('unavailable');
  expect(counter.waiting).toBe(true);
  nowMs = hourMs + 1;
  await counter.write();
  expect(counter.waiting).toBe(false);
});

test('old counts are deleted, and no count that may be asked for', async () => {
  await app.database.sql(`
    INSERT INTO token_request_count (step, starts_at, contract, outcome, count)
    SELECT s.step, now() - s.age * interval '1 hour', 'pix', 'not_found', 1
    FROM (VALUES ('minute', 24.5), ('minute', 25.1), ('minute', 300), ('hour', 215), ('hour', 217)) AS s (step, age)`);
  expect(await new TokenRequestCountCleanup(open()).clear()).toBe(3);
  expect(await counted('not_found')).toEqual({ 'minute pix': 1, 'hour pix': 1 });
});

test('a login of the application adds no count of something that is no contract or outcome', async () => {
  const database = open();
  const add = (contract: string, outcome: string, count: number): Promise<unknown> =>
    database.query({ name: 'add', text: 'SELECT add_token_request_counts($1, $2, $3, $4)' }, [
      [0],
      [contract],
      [outcome],
      [count],
    ]);
  await expect(add('pix', 'x'.repeat(41), 1)).rejects.toThrow();
  await expect(add('<script>', 'issued', 1)).rejects.toThrow();
  await expect(add('pix', 'issued', -5)).rejects.toThrow();
});
