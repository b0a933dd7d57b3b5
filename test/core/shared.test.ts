import { expect, test } from 'vitest';
import { wholeDaysUntil, wholeDaysUntilMs } from '../../src/core/shared/durations.js';
import {
  ConcurrentChange,
  isTransient,
  ManagementError,
  RateLimited,
} from '../../src/core/shared/management-error.js';

test('days are counted whole: zero on the last day, negative afterwards', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  expect(wholeDaysUntil(new Date('2026-11-30T11:59:59Z'), now)).toBe(1);
  expect(wholeDaysUntil(new Date('2026-11-28T12:00:01Z'), now)).toBe(0);
  expect(wholeDaysUntil(new Date('2026-11-28T11:59:59Z'), now)).toBe(-1);
  expect(wholeDaysUntilMs(2 * 86_400_000, 0)).toBe(2);
  // Five days and some hours after the end it is five days, and not six.
  expect(wholeDaysUntilMs(0, 5.3 * 86_400_000)).toBe(-5);
  expect(wholeDaysUntilMs(0, 1)).toBe(-1);
});

test('only what may succeed later is passing', () => {
  expect(isTransient(new ManagementError('unavailable', 'the database is away'))).toBe(true);
  expect(isTransient(new RateLimited('too many changes', 7))).toBe(true);
  expect(isTransient(new ManagementError('invalid', 'name: must not be empty', 'name'))).toBe(false);
  expect(isTransient(new ConcurrentChange('conflict', 'another change was under way'))).toBe(false);
});

test('a rate limit says when, and an error names its field', () => {
  expect(new RateLimited('too many changes', 7)).toMatchObject({
    code: 'rate_limited',
    retryAfterSeconds: 7,
  });
  expect(new ManagementError('invalid', 'words', 'client id')).toMatchObject({ field: 'client id' });
  expect(new ManagementError('refused', 'words').field).toBeNull();
});
