import { expect, test } from 'vitest';
import { issueDurably } from '../../src/auth/issue-durably.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { RecordDeadlineExceeded } from '../../src/core/tokens/record-deadline-exceeded.js';

/** What was done, in order. `records`: whether each attempt's record is committed. */
const issueWith = async (
  records: readonly boolean[],
): Promise<{ done: string[]; token: Promise<string> }> => {
  const done: string[] = [];
  const attempt = (): Promise<string | null> => {
    const number = done.filter((step) => step.startsWith('attempt')).length;
    done.push(`attempt ${String(number + 1)}`);
    return Promise.resolve(records[number] ? `token ${String(number + 1)}` : null);
  };
  const rereadKey = (): Promise<void> => {
    done.push('renew key');
    return Promise.resolve();
  };
  const token = issueDurably(attempt, rereadKey);
  await token.catch(() => undefined);
  return { done, token };
};

test('a token whose record is committed leaves at once', async () => {
  const { done, token } = await issueWith([true]);
  expect(await token).toBe('token 1');
  expect(done).toEqual(['attempt 1']);
});

test('a record that is turned down is attempted anew once, with the key of now', async () => {
  const { done, token } = await issueWith([false, true]);
  expect(await token).toBe('token 2');
  expect(done).toEqual(['attempt 1', 'renew key', 'attempt 2']);
});

test('a record that is turned down twice is refused: no record, no token', async () => {
  const { done, token } = await issueWith([false, false]);
  await expect(token).rejects.toMatchObject({ reason: 'changed_meanwhile' });
  expect(done).toEqual(['attempt 1', 'renew key', 'attempt 2']);
});

test('what an attempt refuses is not attempted anew', async () => {
  const refusal = new Refusal('wrong_secret', 'the secret matches none of the active secrets (1)');
  const done: string[] = [];
  const token = issueDurably(
    () => Promise.reject(refusal),
    () => Promise.resolve(void done.push('renew key')),
  );
  await expect(token).rejects.toBe(refusal);
  expect(done).toEqual([]);
});

const exceededAfter = (roundTripMs: number): RecordDeadlineExceeded =>
  new RecordDeadlineExceeded({ ageMs: 4000, roundTripMs });

test('a record that came too late over a slow connection is not attempted anew: the next would take as long', async () => {
  let attempts = 0;
  const token = issueDurably(
    () => {
      attempts += 1;
      return Promise.reject(exceededAfter(2800));
    },
    () => Promise.resolve(),
  );
  await expect(token).rejects.toMatchObject({
    reason: 'too_slow',
    privateDetail: 'the record came 4.0 s after the time in the token, and its statement took 2.8 s',
    publicDetail: { retryAfterSeconds: 2 },
  });
  expect(attempts).toBe(1);
});

test('a record that came too late over a quick connection is attempted anew once', async () => {
  for (const second of [Promise.resolve('token'), Promise.reject(exceededAfter(20))]) {
    const results = [Promise.reject(exceededAfter(20)), second];
    const token = issueDurably(
      () => results.shift() ?? Promise.resolve('a third'),
      () => Promise.resolve(),
    );
    const outcome = await token.catch((thrown: unknown) => (thrown as Refusal).reason);
    expect(outcome).toBe(await second.catch(() => 'too_slow'));
  }
});
