import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HashClass, hashClasses } from '../../src/core/credentials/secret-verifier.js';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { slowHashQueue } from '../../src/crypto/secrets/slow-hash.js';

/** A queue whose hashes end when the test says so, and what became of each. */
const openQueue = (waitingMax: number, perSourceMax = 100) => {
  const queue = slowHashQueue({ queueMax: waitingMax, perQuotaKeyMax: perSourceMax }, 1);
  const [begun, refused] = [[] as string[], [] as string[]];
  const ends = new Map<string, () => void>();
  const quotaKey = (quotaOwner: string, workClass: HashClass) => ({ workClass, quotaOwner });
  return {
    queue,
    refused,
    /** Asks for `source`, whose hash is called `name`. */
    ask: (quotaOwner: string, name = quotaOwner, hashClass: HashClass = 'unlinked') =>
      void queue
        .run(quotaKey(quotaOwner, hashClass), () => {
          begun.push(name);
          return new Promise<void>((resolve) => ends.set(name, resolve));
        })
        .catch((reason: unknown) => {
          refused.push(Refusal.from(reason).reason === 'overloaded' ? name : String(reason));
        }),
    provesRight: (quotaOwner: string, hashClass: HashClass = 'unlinked') => {
      queue.forgetAttempts(quotaKey(quotaOwner, hashClass));
    },
    /** Ends one hash after the other, until none is left. Resolves to the order of all that had a turn. */
    drained: async (): Promise<string[]> => {
      for (let n = 0; n < begun.length || n === 0; n += 1) {
        await passed();
        ends.get(begun[n] ?? '')?.();
        await passed();
      }
      return begun;
    },
  };
};

const passed = () => new Promise((resolve) => setImmediate(resolve));

test('a newcomer to a full queue gets a place: the source with the most loses its newest', async () => {
  const { ask, refused, drained } = openQueue(5);
  ask('running');
  for (const name of ['b1', 'b2']) ask('b', name);
  for (const name of ['a1', 'a2', 'a3']) ask('a', name);
  ask('newcomer');
  await passed();
  expect(refused).toEqual(['a3']);
  expect(await drained()).toEqual(['running', 'newcomer', 'b1', 'b2', 'a1', 'a2']);
});

test('the source that has the most is refused itself when it asks for more', async () => {
  const { ask, refused, drained } = openQueue(3);
  ask('running');
  ask('b');
  for (const name of ['a1', 'a2', 'a3', 'a4']) ask('a', name);
  await drained();
  expect(refused).toEqual(['a3', 'a4']);
});

test('of sources with as many places, the one that guessed more since its last right secret loses', async () => {
  const { ask, refused, drained } = openQueue(2);
  ask('guesses', 'wrong');
  await drained();
  ask('running');
  ask('guesses');
  ask('quiet');
  ask('newcomer');
  await passed();
  expect(refused).toEqual(['guesses']);
});

test('of sources that guessed as often, the newcomer loses', async () => {
  const { ask, refused } = openQueue(2);
  for (const name of ['running', 'one', 'two', 'newcomer']) ask(name);
  await passed();
  expect(refused).toEqual(['newcomer']);
});

test('the source with the fewest attempts has the next turn, and a right secret forgets them', async () => {
  const turns = async (provesRight: boolean): Promise<string[]> => {
    const queue = openQueue(10);
    for (const name of ['wrong', 'wrong again', 'right']) queue.ask('source', name);
    await queue.drained();
    if (provesRight) queue.provesRight('source');
    for (const name of ['running', 'source', 'new']) queue.ask(name);
    return (await queue.drained()).slice(3);
  };
  expect(await turns(false)).toEqual(['running', 'new', 'source']);
  expect(await turns(true)).toEqual(['running', 'source', 'new']);
});

test('sources with as many attempts take turns', async () => {
  const { ask, drained } = openQueue(10);
  ask('running');
  for (const name of ['a1', 'a2', 'a3']) ask('a', name);
  for (const name of ['b1', 'b2', 'b3']) ask('b', name);
  expect(await drained()).toEqual(['running', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
});

test('the class with the most places loses one to the others, however many its sources are', async () => {
  const { ask, refused, queue } = openQueue(6);
  ask('running');
  for (let n = 0; n < 9; n += 1) ask(`address ${String(n)}`, `guess ${String(n)}`, 'user');
  for (const name of ['c1', 'c2', 'c3']) ask('client', name, 'unlinked');
  ask('account 1', 'linked', 'linked');
  await passed();
  // Three came too late, three made place for clients, and one, or one of the client's, for the account.
  expect(refused).toEqual(['guess 6', 'guess 7', 'guess 8', 'guess 5', 'guess 4', 'guess 3', 'guess 2']);
  expect(queue.running).toBe(1);
  expect(hashClasses.map((hashClass) => queue.loadOf(hashClass))).toEqual([
    { waiting: 1, refused: 0 },
    { waiting: 3, refused: 0 },
    { waiting: 2, refused: 7 },
  ]);
});

test('linked clients have three of four turns, and the others share the fourth', async () => {
  const { ask, drained } = openQueue(100);
  ask('running', 'running', 'user');
  for (const hashClass of hashClasses)
    for (let n = 0; n < 8; n += 1) ask(`${hashClass} ${String(n)}`, hashClass, hashClass);
  const [, ...order] = await drained();
  const once = ['linked', 'linked', 'linked', 'unlinked', 'linked', 'linked', 'linked', 'user'];
  expect(order.slice(0, 8)).toEqual(once);
  expect(order.slice(8, 14)).toEqual(['linked', 'linked', 'unlinked', 'user', 'unlinked', 'user']);
});

test('a class that waits alone beside linked clients has the whole fourth turn', async () => {
  const { ask, drained } = openQueue(100);
  ask('running', 'running', 'linked');
  for (let n = 0; n < 9; n += 1) ask('account 1', 'linked', 'linked');
  for (let n = 0; n < 2; n += 1) ask(`address ${String(n)}`, 'user', 'user');
  const three = ['linked', 'linked', 'linked'];
  // The one that runs was the first of three.
  expect(await drained()).toEqual([
    'running',
    'linked',
    'linked',
    'user',
    ...three,
    'user',
    ...three,
    'linked',
  ]);
});

test('a source that has its share is refused, and no other', async () => {
  const { ask, refused } = openQueue(100, 2);
  for (const name of ['a1', 'a2', 'a3']) ask('a', name);
  ask('b');
  await passed();
  expect(refused).toEqual(['a3']);
});

const asks = fc.array(
  fc.record({ source: fc.integer({ min: 0, max: 5 }), hashClass: fc.constantFrom(...hashClasses) }),
  { maxLength: 60 },
);

test('each hash is run or refused, and a class with less than its part of the places loses none', async () => {
  await fc.assert(
    fc.asyncProperty(asks, fc.integer({ min: 1, max: 8 }), async (asked, waitingMax) => {
      const { ask, refused, drained, queue } = openQueue(waitingMax);
      asked.forEach(({ source, hashClass }, n) => {
        ask(`source ${String(source)}`, `${hashClass} ${String(n)}`, hashClass);
        expect(queue.waiting).toBeLessThanOrEqual(waitingMax);
      });
      await passed();
      for (const hashClass of hashClasses) {
        const { refused: lost, waiting } = queue.loadOf(hashClass);
        if (lost > 0) expect(waiting).toBeGreaterThanOrEqual(Math.floor(waitingMax / 3));
      }
      const begun = await drained();
      expect(begun.length + refused.length).toBe(asked.length);
      expect(queue.waiting).toBe(0);
    }),
    { numRuns: 50 },
  );
});
