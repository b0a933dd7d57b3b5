import { expect, test } from 'vitest';
import { JobFailures } from '../../src/jobs/job-failures.js';
import { createLogger } from '../../src/telemetry/logger.js';

const startFailures = () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  const clock = { ms: 0 };
  const failures = new JobFailures(createLogger('info', { write }), () => clock.ms);
  const fail = (atMs: number, reason: string) => {
    clock.ms = atMs;
    failures.noteFailed('reading the key ring', reason);
  };
  return { failures, fail, logged: () => lines.map(({ error, attempts }) => [error, attempts]) };
};

test('a reason that changes with every attempt is logged every ten seconds, with the newest', () => {
  const { fail, logged } = startFailures();
  for (let n = 0; n <= 100; n += 1) fail(n * 250, `reason ${String(n)}`);
  expect(logged()).toEqual([
    ['reason 0', 1],
    ['reason 40', 41],
    ['reason 80', 81],
  ]);
});

test('a reason that stays is logged every quarter of an hour', () => {
  const { fail, logged } = startFailures();
  for (let second = 0; second <= 1800; second += 1) fail(second * 1000, 'the same');
  expect(logged()).toEqual([
    ['the same', 1],
    ['the same', 901],
    ['the same', 1801],
  ]);
});

test('a job that worked in between is logged at its next failure', () => {
  const { failures, fail, logged } = startFailures();
  fail(0, 'the same');
  failures.noteWorked('reading the key ring');
  fail(250, 'the same');
  expect(logged()).toEqual([
    ['the same', 1],
    [undefined, undefined],
    ['the same', 1],
  ]);
});

test('a job has failed for as long as it is between its first failed run and its newest one', () => {
  const { failures, fail } = startFailures();
  failures.noteWorked('writing the heartbeat');
  fail(1000, 'a');
  // A job that runs once an hour has not failed for an hour because of one run.
  expect(failures.failures).toEqual([
    { name: 'writing the heartbeat', seconds: 0 },
    { name: 'reading the key ring', seconds: 0 },
  ]);
  fail(301_000, 'b');
  expect(failures.failures).toContainEqual({ name: 'reading the key ring', seconds: 300 });
  failures.noteWorked('reading the key ring');
  expect(failures.failures).toContainEqual({ name: 'reading the key ring', seconds: 0 });
});
