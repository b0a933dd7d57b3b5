import { hash } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import type { HashClass, HashQueueName, HashQuotaKey } from '../../src/core/credentials/secret-verifier.js';
import type { Refusal } from '../../src/core/refusals/refusal.js';
import { CustomDigests } from '../../src/crypto/secrets/custom-digests.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';
import { SlowHash } from '../../src/crypto/secrets/slow-hash.js';

const custom = new CustomDigests(
  new Peppers({ pepper: () => Buffer.alloc(32, 1), previousPeppers: () => [] }),
);
const secret = new Secret('a chosen secret');
const quotaKey = (address: string, hashClass: HashClass = 'unlinked'): HashQuotaKey => ({
  queue: 'merchants',
  hashClass,
  quotaOwner: `address ${address}`,
});
const linked = (account: number): HashQuotaKey => ({
  queue: 'merchants',
  hashClass: 'linked',
  quotaOwner: `account ${String(account)}`,
});

const outcomes = async (checks: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(checks);
  const overloaded = settled.filter(
    (result) => result.status === 'rejected' && (result.reason as Refusal).reason === 'overloaded',
  );
  return {
    done: settled.filter((result) => result.status === 'fulfilled').length,
    overloaded: overloaded.length,
  };
};

test('more checks than the queue holds are refused at once, and the others are done', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 6, perQuotaKeyMax: 100 });
  const checks = Array.from({ length: 10 }, (_, n) =>
    slow.indexOfMatch(secret, [], quotaKey(`10.0.0.${String(n)}`), true),
  );
  expect(await outcomes(checks)).toEqual({ done: 7, overloaded: 3 });
});

test('one address can fill only its own share', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 100, perQuotaKeyMax: 2 });
  const flood = Array.from({ length: 10 }, () => slow.indexOfMatch(secret, [], quotaKey('10.0.0.1'), true));
  const other = slow.indexOfMatch(secret, [], quotaKey('10.0.0.2'), true);
  expect(await outcomes([...flood])).toEqual({ done: 2, overloaded: 8 });
  await expect(other).resolves.toBeNull();
});

test('a share is free again when its checks are done', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 100, perQuotaKeyMax: 1 });
  for (let n = 0; n < 3; n += 1) await slow.indexOfMatch(secret, [], quotaKey('10.0.0.1'), true);
  await expect(slow.indexOfMatch(secret, [], quotaKey('10.0.0.1'), true)).resolves.toBeNull();
});

test('a remembered secret needs no place in the queue, and another digest of it does', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 1, perQuotaKeyMax: 1 });
  const [digest, replaced] = [await custom.digest(secret), await custom.digest(secret)];
  expect(await slow.indexOfMatch(secret, [digest], quotaKey('10.0.0.1'), true)).toBe(0);
  const blocking = slow.indexOfMatch(secret, [replaced], quotaKey('10.0.0.1'), true);
  expect(await slow.indexOfMatch(secret, [digest], quotaKey('10.0.0.1'), true)).toBe(0);
  await expect(slow.indexOfMatch(secret, [replaced], quotaKey('10.0.0.1'), true)).rejects.toThrow(
    'overloaded',
  );
  expect(await blocking).toBe(0);
});

test('only the right secret is remembered', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 10, perQuotaKeyMax: 10 });
  const digest = await custom.digest(secret);
  expect(await slow.indexOfMatch(secret, [digest], quotaKey('10.0.0.1'), true)).toBe(0);
  expect(
    await slow.indexOfMatch(new Secret('another secret'), [digest], quotaKey('10.0.0.1'), true),
  ).toBeNull();
});

test('each of two live custom secrets is recognised', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 10, perQuotaKeyMax: 10 });
  const other = new Secret('the other chosen one');
  const digests = [await custom.digest(secret), await custom.digest(other)];
  expect(await slow.indexOfMatch(secret, digests, quotaKey('10.0.0.1'), true)).toBe(0);
  expect(await slow.indexOfMatch(other, digests, quotaKey('10.0.0.1'), true)).toBe(1);
});

/** Found by an attacker: nine of the twenty certificates that an account may have filled the whole queue. */
test('all certificates of one account have one share, and leave places to another account', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 12, perQuotaKeyMax: 3 });
  const flood = Array.from({ length: 9 }, () => slow.indexOfMatch(secret, [], linked(1), true));
  const other = slow.indexOfMatch(secret, [], linked(2), true);
  const settled = await Promise.allSettled(flood);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await expect(other).resolves.toBeNull();
});

test('linked clients take the places of unlinked ones, and come before those that wait', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 12, perQuotaKeyMax: 100 });
  const order: string[] = [];
  const flood = Array.from({ length: 30 }, (_, n) =>
    slow.indexOfMatch(secret, [], quotaKey(`10.0.1.${String(n)}`), true).then(() => order.push('unlinked')),
  );
  const known = Array.from({ length: 2 }, (_, n) =>
    slow.indexOfMatch(secret, [], linked(n), true).then(() => order.push('linked')),
  );
  // One is under way, and of twelve places they have all but two.
  expect(await outcomes(flood)).toEqual({ done: 11, overloaded: 19 });
  expect(await outcomes(known)).toEqual({ done: 2, overloaded: 0 });
  expect(order.slice(0, 3)).toEqual(['unlinked', 'linked', 'linked']);
});

test('a flood of linked clients does not keep an unlinked client waiting for ever', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 20, perQuotaKeyMax: 100 });
  const order: string[] = [];
  const flood = Array.from({ length: 12 }, () =>
    slow.indexOfMatch(secret, [], linked(1), true).then(() => order.push('linked')),
  );
  const unlinkedOne = slow
    .indexOfMatch(secret, [], quotaKey('10.0.0.2'), true)
    .then(() => order.push('unlinked'));
  await Promise.all([...flood, unlinkedOne]);
  expect(order.indexOf('unlinked')).toBeLessThan(6);
});

test.each([
  ['users', 'user', 'unlinked'],
  ['unlinked clients', 'unlinked', 'user'],
] as const)('a flood of %s leaves the other class places, and its turns', async (_name, flooder, other) => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 12, perQuotaKeyMax: 100 });
  const order: string[] = [];
  const ask = (hashClass: HashClass, address: string) =>
    slow.indexOfMatch(secret, [], quotaKey(address, hashClass), true).then(() => order.push(hashClass));
  const flood = Array.from({ length: 30 }, (_, n) => ask(flooder, `10.0.1.${String(n)}`));
  const others = Array.from({ length: 5 }, (_, n) => ask(other, `10.0.2.${String(n)}`));
  const known = slow.indexOfMatch(secret, [], linked(1), true).then(() => order.push('linked'));
  // One is under way and six wait: the others have taken their places.
  expect(await Promise.all([outcomes(flood), outcomes(others), outcomes([known])])).toEqual([
    { done: 7, overloaded: 23 },
    { done: 5, overloaded: 0 },
    { done: 1, overloaded: 0 },
  ]);
  expect(order.slice(0, 3)).toEqual([flooder, 'linked', other]);
  expect(order.slice(0, 8).filter((name) => name === other)).toHaveLength(3);
});

test("users and unlinked clients behind one address do not use up each other's share", async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 100, perQuotaKeyMax: 2 });
  const flood = Array.from({ length: 5 }, () =>
    slow.indexOfMatch(secret, [], quotaKey('10.0.0.1', 'user'), true),
  );
  const client = slow.indexOfMatch(secret, [], quotaKey('10.0.0.1'), true);
  expect(await outcomes(flood)).toEqual({ done: 2, overloaded: 3 });
  await expect(client).resolves.toBeNull();
});

test('unlinked clients behind the address of a linked client do not use up its share', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 100, perQuotaKeyMax: 2 });
  const flood = Array.from({ length: 5 }, () => slow.indexOfMatch(secret, [], quotaKey('10.0.0.1'), true));
  const known = slow.indexOfMatch(secret, [], linked(1), true);
  await outcomes(flood);
  await expect(known).resolves.toBeNull();
});

test.each(['merchants', 'operators'] as const)(
  'a flood in the queue of %s takes no place and no turn of the other',
  async (flooded) => {
    const slow = new SlowHash(custom, { concurrency: 1, queueMax: 24, perQuotaKeyMax: 100 });
    const order: string[] = [];
    const ask = (queue: HashQueueName, address: string) =>
      slow.indexOfMatch(secret, [], { ...quotaKey(address), queue }, true).then(() => order.push(queue));
    const flood = Array.from({ length: 30 }, (_, n) => ask(flooded, `10.0.0.${String(n)}`));
    const other = ask(flooded === 'merchants' ? 'operators' : 'merchants', '10.0.1.1');
    expect(await outcomes(flood)).toEqual({ done: 25, overloaded: 5 });
    expect(await outcomes([other])).toEqual({ done: 1, overloaded: 0 });
    // Both queues compute at once, on a shared machine at different speeds; behind the flood it would be the last.
    expect(order.indexOf(flooded === 'merchants' ? 'operators' : 'merchants')).toBeLessThan(12);
  },
);

/** Its turn would tell an attacker who floods that the guess is right. */
test('a right secret that is refused for another reason leaves its source where it was', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 10, perQuotaKeyMax: 10 });
  const digest = await custom.digest(secret);
  const orderAfter = async (mayRespondEarly: boolean): Promise<string[]> => {
    for (let n = 0; n < 3; n += 1) await slow.indexOfMatch(secret, [], quotaKey('10.0.0.1'), true);
    await slow.indexOfMatch(secret, [digest], quotaKey('10.0.0.1'), mayRespondEarly);
    const order: string[] = [];
    const ask = (name: string, key: HashQuotaKey) =>
      slow.indexOfMatch(new Secret('wrong'), [], key, true).then(() => order.push(name));
    const running = ask('running', quotaKey('10.0.0.9'));
    // The other has guessed twice now, and the source five times unless its right secret counted.
    const others = [ask('other', quotaKey('10.0.0.2')), ask('other', quotaKey('10.0.0.2'))];
    await Promise.all([running, ...others, ask('source', quotaKey('10.0.0.1'))]);
    return order;
  };
  expect(await orderAfter(false)).toEqual(['running', 'other', 'other', 'source']);
  expect(await orderAfter(true)).toEqual(['running', 'source', 'other', 'other']);
});

test('an expensive digest of another system keeps no other client waiting', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 10, perQuotaKeyMax: 10 });
  const bcrypt = custom.peppered(await hash('another secret', 12)) ?? '';
  const order: string[] = [];
  const expensive = slow
    .indexOfMatch(secret, [bcrypt], quotaKey('10.0.0.1'), true)
    .then(() => order.push('bcrypt'));
  const ours = slow.indexOfMatch(secret, [], quotaKey('10.0.0.2'), true).then(() => order.push('ours'));
  await Promise.all([expensive, ours]);
  expect(order).toEqual(['ours', 'bcrypt']);
});
