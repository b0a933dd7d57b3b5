import { expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusals/refusal.js';
import type { AccountId } from '../../src/core/shared/ids.js';
import { UserStatementLimiter } from '../../src/storage/hot-path/user-statement-limiter.js';

/** A limiter whose statements end when the test says so, and what became of each. */
const openLimiter = () => {
  let nowMs = 0;
  const limiter = new UserStatementLimiter(() => nowMs);
  const [begun, refused] = [[] as string[], [] as string[]];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<boolean>((resolve) =>
      ends.push(() => {
        resolve(true);
      }),
    );
  };
  const watched = (name: string, statement: Promise<unknown>): void => {
    statement.catch((reason: unknown) => {
      refused.push(Refusal.from(reason).reason === 'overloaded' ? name : String(reason));
    });
  };
  return {
    begun,
    refused,
    pass: (ms: number) => {
      nowMs += ms;
    },
    read: (grant: 'login' | 'refresh', address: string | null, name: string = grant) => {
      watched(name, limiter.read({ grant, address }, work(name)));
    },
    record: (accountId: string, address: string, name = 'record') => {
      watched(name, limiter.record({ accountId: accountId as AccountId, address }, work(name)));
    },
    /** Ends one statement after the other, until none is left. */
    drain: async () => {
      do {
        ends.shift()?.();
        await new Promise((resolve) => setImmediate(resolve));
      } while (ends.length > 0);
    },
  };
};

test('records come first, then refreshes, then logins, and none of the three waits for all others', async () => {
  const { read, record, begun, drain } = openLimiter();
  for (const n of [1, 2]) read('login', `192.0.2.${String(n)}`, `running ${String(n)}`);
  for (let n = 0; n < 8; n += 1) read('login', `198.51.100.${String(n)}`);
  for (let n = 0; n < 8; n += 1) read('refresh', `198.51.100.${String(n)}`);
  for (let n = 0; n < 8; n += 1) record(String(n), `198.51.100.${String(n)}`);
  await drain();
  const turns = begun.slice(2).map((name) => name.slice(0, 3));
  expect(turns.slice(0, 10).join(' ')).toBe('rec rec rec ref rec rec rec ref rec rec');
  expect(turns.slice(10).join(' ')).toBe('ref log ref ref ref log ref ref log log log log log log');
});

test('a login from a new address gets a place in a full queue, and the next turn of logins', async () => {
  const { read, begun, refused, drain } = openLimiter();
  for (let n = 0; n < 120; n += 1) read('login', `10.9.0.${String(n % 60)}`, `flood ${String(n)}`);
  read('login', '10.7.0.1', 'newcomer');
  await drain();
  expect(begun.slice(0, 3)).toEqual(['flood 0', 'flood 1', 'newcomer']);
  expect(refused).toHaveLength(121 - 66);
});

test('a recorded token forgets the attempts of its address', async () => {
  const { read, record, begun, drain } = openLimiter();
  for (let n = 0; n < 5; n += 1) read('login', '192.0.2.1', 'earlier');
  await drain();
  record('1', '192.0.2.1');
  await drain();
  for (const name of ['one', 'other']) read('login', '192.0.2.9', name);
  read('login', '192.0.2.2', 'twice before');
  read('login', '192.0.2.2', 'twice before');
  read('login', '192.0.2.1', 'knows the password');
  await drain();
  expect(begun.slice(-3)).toEqual(['knows the password', 'twice before', 'twice before']);
});

test('statements without an address are sources of their own', async () => {
  const { read, begun, drain } = openLimiter();
  for (let n = 0; n < 4; n += 1) read('login', '192.0.2.1', 'address');
  read('login', null, 'socket');
  read('login', null, 'socket');
  await drain();
  expect(begun).toEqual(['address', 'address', 'socket', 'socket', 'address', 'address']);
});

test('a statement whose turn comes after more than a second is refused', async () => {
  const { read, pass, refused, begun, drain } = openLimiter();
  for (const name of ['one', 'other', 'late']) read('login', '192.0.2.1', name);
  await new Promise((resolve) => setImmediate(resolve));
  pass(1001);
  await drain();
  expect([begun, refused]).toEqual([['one', 'other'], ['late']]);
});
