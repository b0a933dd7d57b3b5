import { expect, test, vi } from 'vitest';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { Batches } from '../../src/storage/hot-path/batches.js';

/** Those that nothing answers are refused in the end. */
const ignore = (): void => undefined;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Deferred {
  readonly questions: readonly { n: number }[];
  answer(): void;
}

const collecting = (
  limits: { statement: string; maxInFlight: number; maxBatchSize: number },
  monotonicClock: () => number = () => performance.now(),
) => {
  const sent: Deferred[] = [];
  const answer = (questions: readonly { n: number }[]): Promise<number[]> => {
    return new Promise((resolve) => {
      sent.push({
        questions,
        answer: () => {
          resolve(questions.map(({ n }) => n * 10));
        },
      });
    });
  };
  return { batches: new Batches<{ n: number }, number>(limits, answer, monotonicClock), sent };
};

test('requests of one turn of the event loop share one statement', async () => {
  const { batches, sent } = collecting({ statement: 'test', maxInFlight: 1, maxBatchSize: 10 });
  const answers = Promise.all([1, 2, 3].map((n) => batches.enqueue({ n })));
  await turn();
  expect(sent.map((batch) => batch.questions.length)).toEqual([3]);
  sent[0]?.answer();
  expect(await answers).toEqual([10, 20, 30]);
});

test('requests that arrive while the maximum is in flight wait together, and go when a batch returns', async () => {
  const { batches, sent } = collecting({ statement: 'test', maxInFlight: 1, maxBatchSize: 10 });
  const first = batches.enqueue({ n: 1 });
  await turn();
  const second = batches.enqueue({ n: 2 });
  await turn();
  const third = batches.enqueue({ n: 3 });
  await turn();
  expect(sent).toHaveLength(1);
  sent[0]?.answer();
  expect(await first).toBe(10);
  await turn();
  expect(sent.map((batch) => batch.questions.length)).toEqual([1, 2]);
  sent[1]?.answer();
  expect(await Promise.all([second, third])).toEqual([20, 30]);
});

test('no batch grows beyond its limit', async () => {
  const { batches, sent } = collecting({ statement: 'test', maxInFlight: 3, maxBatchSize: 2 });
  const answers = Promise.all([1, 2, 3, 4, 5].map((n) => batches.enqueue({ n })));
  await turn();
  await turn();
  // The last one is not full: it waits until one of the others returns.
  expect(sent.map((batch) => batch.questions.length)).toEqual([2, 2]);
  for (const batch of sent) batch.answer();
  await turn();
  expect(sent.map((batch) => batch.questions.length)).toEqual([2, 2, 1]);
  sent[2]?.answer();
  expect(await answers).toEqual([10, 20, 30, 40, 50]);
});

test('requests that arrive one by one gather while a batch is out, although another might be sent', async () => {
  const { batches, sent } = collecting({ statement: 'test', maxInFlight: 4, maxBatchSize: 10 });
  const answers: Promise<number>[] = [];
  for (const n of [1, 2, 3, 4]) {
    answers.push(batches.enqueue({ n }));
    await turn();
  }
  expect(sent.map((batch) => batch.questions.length)).toEqual([1]);
  sent[0]?.answer();
  await turn();
  expect(sent.map((batch) => batch.questions.length)).toEqual([1, 3]);
  sent[1]?.answer();
  expect(await Promise.all(answers)).toEqual([10, 20, 30, 40]);
});

test('a batch that never returns holds the next one back for a moment only, up to the maximum in flight', async () => {
  const { batches, sent } = collecting({ statement: 'test', maxInFlight: 2, maxBatchSize: 10 });
  batches.enqueue({ n: 1 }).catch(ignore);
  await turn();
  const second = batches.enqueue({ n: 2 });
  await vi.waitFor(() => {
    expect(sent).toHaveLength(2);
  });
  batches.enqueue({ n: 3 }).catch(ignore);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sent).toHaveLength(2);
  sent[1]?.answer();
  expect(await second).toBe(20);
  await vi.waitFor(() => {
    expect(sent).toHaveLength(3);
  });
});

test('one bad member fails alone', async () => {
  const answer = (questions: readonly { n: number }[]): Promise<number[]> =>
    questions.some(({ n }) => n === 3)
      ? Promise.reject(new Error('a value that the statement cannot take'))
      : Promise.resolve(questions.map(({ n }) => n));
  const batches = new Batches({ statement: 'test', maxInFlight: 1, maxBatchSize: 10 }, answer, () =>
    performance.now(),
  );
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => batches.enqueue({ n })));
  expect(results.map((result) => result.status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});

test('the place of a failed batch serves the next batch', async () => {
  let calls = 0;
  const answer = (questions: readonly { n: number }[]): Promise<number[]> => {
    calls += 1;
    return calls === 1 ? Promise.reject(new Error('down')) : Promise.resolve(questions.map(({ n }) => n));
  };
  const batches = new Batches({ statement: 'test', maxInFlight: 1, maxBatchSize: 1 }, answer, () =>
    performance.now(),
  );
  await expect(batches.enqueue({ n: 1 })).rejects.toThrow('down');
  expect(await batches.enqueue({ n: 2 })).toBe(2);
});

test('a database that does not keep up is answered with a refusal, not with memory', async () => {
  const { batches } = collecting({ statement: 'test', maxInFlight: 1, maxBatchSize: 1 });
  let refused = 0;
  for (let n = 0; n < 200; n += 1) {
    try {
      batches.enqueue({ n }).catch(ignore);
    } catch {
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test('a batch that waited too long to be sent is refused, and takes no turn from one that came later', async () => {
  let nowMs = 0;
  const { batches, sent } = collecting({ statement: 'test', maxInFlight: 1, maxBatchSize: 1 }, () => nowMs);
  const first = batches.enqueue({ n: 1 });
  await turn();
  const early = batches.enqueue({ n: 2 });
  await turn();
  nowMs = 4000;
  const later = batches.enqueue({ n: 3 });
  await turn();
  nowMs = 6000;
  sent[0]?.answer();
  expect(await first).toBe(10);
  await expect(early).rejects.toMatchObject({ reason: 'overloaded' });
  expect(sent.map(({ questions }) => questions[0]?.n)).toEqual([1, 3]);
  sent[1]?.answer();
  expect(await later).toBe(30);
});

test('a batch that is not answered in time is refused within 10 s', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { batches } = collecting({ statement: 'test', maxInFlight: 1, maxBatchSize: 10 }, () => 0);
    const refused = expect(batches.enqueue({ n: 1 })).rejects.toMatchObject({ reason: 'too_slow' });
    await turn();
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
  } finally {
    vi.useRealTimers();
  }
});

test('an error among the answers fails its member alone', async () => {
  const answer = (questions: readonly { n: number }[]): Promise<(number | Error)[]> =>
    Promise.resolve(questions.map(({ n }) => (n === 2 ? new Error('too late') : n)));
  const batches = new Batches<{ n: number }, number>(
    { statement: 'test', maxInFlight: 1, maxBatchSize: 10 },
    answer,
    () => 0,
  );
  const [first, second] = await Promise.allSettled([1, 2].map((n) => batches.enqueue({ n })));
  expect(first).toMatchObject({ status: 'fulfilled', value: 1 });
  expect(second).toMatchObject({ status: 'rejected', reason: { message: 'too late' } });
});

test('a batch that fails for lack of a database is not tried again in halves: each would wait as long', async () => {
  let tries = 0;
  const away = new Refusal('unavailable', 'the database does not answer');
  const batches = new Batches<{ n: number }, number>(
    { statement: 'test', maxInFlight: 1, maxBatchSize: 10 },
    () => {
      tries += 1;
      return Promise.reject(away);
    },
    () => performance.now(),
  );
  const answers = await Promise.allSettled([1, 2, 3, 4].map((n) => batches.enqueue({ n })));
  expect(answers.map((answer) => (answer as PromiseRejectedResult).reason as unknown)).toEqual(
    [1, 2, 3, 4].map(() => away),
  );
  expect(tries).toBe(1);
});
