import { expect, test } from 'vitest';
import { barrierTimeoutMs, waitForInFlightIssuance } from '../../src/storage/unit-of-work/barrier.js';

/** A connection that never gets the lock; returns how long each statement would wait for it. */
const locked = (waitsMs: number[]) => ({
  statement: (_: string, [ms]: readonly unknown[]): Promise<never> => {
    waitsMs.push(Number(ms));
    return Promise.reject(Object.assign(new Error('lock timeout'), { code: '55P03' }));
  },
});

test('the pauses between the tries count: a revocation gives up within its time, before NGINX does', async () => {
  const waitsMs: number[] = [];
  const began = performance.now();
  await expect(waitForInFlightIssuance(locked(waitsMs), 1000)).rejects.toMatchObject({ code: 'unavailable' });
  const pausedMs = performance.now() - began;
  // 200 + 260 + 338 ms of waiting, and as long a pause after each but the last.
  expect(waitsMs).toEqual([200, 260, 338]);
  expect(pausedMs).toBeGreaterThanOrEqual(450);
  expect(barrierTimeoutMs).toBeLessThan(12_000);
});
