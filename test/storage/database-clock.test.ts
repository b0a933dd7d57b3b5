import { expect, test } from 'vitest';
import { DatabaseClock } from '../../src/storage/hot-path/database-clock.js';

const open = (offsetMs = 0) => {
  const seen: (readonly [string, number])[] = [];
  const time = { monotonicClock: 0, process: 1_000_000 };
  const clock = new DatabaseClock(
    () => time.monotonicClock,
    30_000,
    {
      stepped: (byMs) => seen.push(['stepped', byMs]),
      differs: (byMs, tooMuch) => seen.push([tooMuch ? 'differs' : 'agrees', byMs]),
    },
    () => time.process + offsetMs,
  );
  const pass = (ms: number): void => {
    time.monotonicClock += ms;
    time.process += ms;
  };
  return { clock, seen, time, pass };
};

test('it goes on from the last answer by the monotonic clock, whatever the clock of the process does', () => {
  const { clock, time, pass } = open();
  expect(clock.nowMs()).toBe(1_000_000);
  clock.observe(5_000_000, 0);
  pass(1500);
  time.process = 0;
  expect(clock.nowMs()).toBe(5_001_500);
});

test('a difference beyond the skew is said once, and once when it has gone', () => {
  const { clock, seen, time, pass } = open(-600_000);
  clock.observe(1_000_000, 0);
  clock.observe(1_000_000, 0);
  expect(seen).toEqual([['differs', -600_000]]);
  expect(clock.differenceMs).toBe(-600_000);
  pass(10);
  time.process += 600_000;
  clock.observe(1_000_010, 0);
  expect(seen).toEqual([
    ['differs', -600_000],
    ['agrees', 0],
  ]);
});

test.each([
  [-10_000, 1],
  [10_000, 0],
])('a step of the database of %i ms is an alarm, and another look at everything', (byMs, stepsBack) => {
  const { clock, seen, pass } = open();
  clock.observe(1_000_000, 0);
  pass(250);
  expect(clock.observe(1_000_250, 200)).toBe(false);
  pass(250);
  expect(clock.observe(1_000_500 + byMs, 450)).toBe(true);
  expect(seen).toEqual([['stepped', byMs]]);
  expect(clock.stepsBack).toBe(stepsBack);
});

test('a slow answer is no step', () => {
  const { clock, seen, pass } = open();
  clock.observe(1_000_000, 0);
  pass(20_000);
  expect(clock.observe(1_001_000, 500)).toBe(false);
  expect(seen).toEqual([]);
});

test('an answer after one that was slow on its way back is no step', () => {
  const { clock, seen, pass } = open();
  clock.observe(1_000_000, 0);
  pass(3100);
  expect(clock.observe(1_000_100, 100)).toBe(false);
  pass(250);
  expect(clock.observe(1_003_340, 3300)).toBe(false);
  expect(seen).toEqual([]);
});
