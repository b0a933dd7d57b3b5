import { expect, test } from 'vitest';
import { dayMs } from '../../src/core/shared/durations.js';
import { DailyRefusalLimit } from '../../src/storage/hot-path/daily-refusal-limit.js';

test('of one address so many refusals are recorded each day, whatever others do', () => {
  let nowMs = 0;
  const limit = new DailyRefusalLimit(() => nowMs, 3);
  const admitted = (address: string): boolean[] => [0, 1, 2, 3, 4].map(() => limit.admits(address));
  expect(admitted('203.0.113.7')).toEqual([true, true, true, false, false]);
  expect(admitted('203.0.113.8')).toEqual([true, true, true, false, false]);
  expect(limit.admits(null)).toBe(true);
  nowMs = dayMs - 1;
  expect(limit.admits('203.0.113.7')).toBe(false);
  nowMs = dayMs;
  expect(limit.admits('203.0.113.7')).toBe(true);
});

test('a /64 of IPv6 counts as one address', () => {
  const limit = new DailyRefusalLimit(() => 0, 2);
  const addresses = ['2001:db8::1', '2001:db8::ffff:1', '2001:db8:0:0:8::', '2001:DB8:0:1::1'];
  expect(addresses.map((address) => limit.admits(address))).toEqual([true, true, false, true]);
});

test('an attacker with many addresses does not have the count of a busy one forgotten', () => {
  const limit = new DailyRefusalLimit(() => 0, 3, 10);
  const busy = '203.0.113.7';
  for (let n = 0; n < 3; n += 1) limit.admits(busy);
  for (let n = 0; n < 30; n += 1) {
    expect(limit.admits(`10.0.0.${String(n)}`)).toBe(true);
    expect(limit.admits(busy)).toBe(false);
  }
});
