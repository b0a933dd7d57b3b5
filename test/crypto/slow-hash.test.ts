import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import type { Refusal } from '../../src/core/refusals/refusal.js';
import { fingerprintFrom } from '../../src/core/shared/ids.js';
import { CustomDigests } from '../../src/crypto/custom-digests.js';
import { Peppers } from '../../src/crypto/peppers.js';
import { SlowHash } from '../../src/crypto/slow-hash.js';

const custom = new CustomDigests(
  new Peppers({ pepper: () => Buffer.alloc(32, 1), previousPeppers: () => [] }),
);
const secret = new Secret('a chosen secret');
const quotaKey = (address: string) => ({ address, fingerprint: null });

const outcomes = async (checks: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(checks);
  const overloaded = settled.filter(
    (result) => result.status === 'rejected' && (result.reason as Refusal).code === 'overloaded',
  );
  return {
    done: settled.filter((result) => result.status === 'fulfilled').length,
    overloaded: overloaded.length,
  };
};

test('more checks than the queue holds are refused at once, and the others are done', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 3, perQuotaKeyMax: 100 });
  const checks = Array.from({ length: 10 }, (_, n) =>
    slow.indexOfMatch(secret, [], quotaKey(`10.0.0.${String(n)}`), true),
  );
  expect(await outcomes(checks)).toEqual({ done: 4, overloaded: 6 });
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

test('one certificate can fill only its own share, from however many addresses', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 100, perQuotaKeyMax: 2 });
  const fingerprint = fingerprintFrom('ab'.repeat(32));
  const flood = Array.from({ length: 6 }, (_, n) =>
    slow.indexOfMatch(secret, [], { address: `10.0.1.${String(n)}`, fingerprint }, true),
  );
  expect(await outcomes(flood)).toEqual({ done: 2, overloaded: 4 });
});

test('each of two live custom secrets is recognised', async () => {
  const slow = new SlowHash(custom, { concurrency: 1, queueMax: 10, perQuotaKeyMax: 10 });
  const other = new Secret('the other chosen one');
  const digests = [await custom.digest(secret), await custom.digest(other)];
  expect(await slow.indexOfMatch(secret, digests, quotaKey('10.0.0.1'), true)).toBe(0);
  expect(await slow.indexOfMatch(other, digests, quotaKey('10.0.0.1'), true)).toBe(1);
});
