import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type PendingWrites, WriteBehind } from '../../src/storage/hot-path/write-behind.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Writes nothing as long as `away`; a write takes 50 ms. */
class Pile implements PendingWrites {
  waiting = true;
  away = false;
  writes = 0;

  async write(): Promise<void> {
    this.writes += 1;
    await new Promise((written) => setTimeout(written, 50));
    if (!this.away) this.waiting = false;
  }
}

const times = { gatherMs: 200, retryMs: 2000 };

test('what was collected within the time is written at once, and then nothing more', async () => {
  const queue = new Pile();
  const behind = new WriteBehind(queue, null, times);
  for (let note = 0; note < 100; note += 1) behind.later();
  await vi.advanceTimersByTimeAsync(199);
  expect(queue.writes).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(queue.writes).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(queue.writes).toBe(1);
});

test('what could not be written is tried again after the longer time, however much is noted', async () => {
  const queue = new Pile();
  queue.away = true;
  const behind = new WriteBehind(queue, null, times);
  behind.later();
  await vi.advanceTimersByTimeAsync(250);
  behind.later();
  await vi.advanceTimersByTimeAsync(1999);
  expect(queue.writes).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(queue.writes).toBe(2);
});

test('a flush joins the write that is running', async () => {
  const queue = new Pile();
  const behind = new WriteBehind(queue, null, times);
  const both = Promise.all([behind.flush(), behind.flush()]);
  await vi.advanceTimersByTimeAsync(50);
  await both;
  expect(queue.writes).toBe(1);
});

test('closing waits for the running write, writes once more, and schedules nothing', async () => {
  const queue = new Pile();
  queue.away = true;
  const behind = new WriteBehind(queue, null, times);
  void behind.flush();
  const closed = behind.close();
  await vi.advanceTimersByTimeAsync(100);
  await closed;
  behind.later();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(queue.writes).toBe(2);
});
