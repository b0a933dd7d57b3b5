import { expect, test } from 'vitest';
import type { ClientJwk } from '../../src/core/credentials/client-jwk.js';
import { KeySetUnavailable } from '../../src/core/tokens/remote-key-sets.js';
import { CachedKeySets } from '../../src/remote-keys/cached-key-sets.js';
import { HttpsKeySetFetcher } from '../../src/remote-keys/https-key-set-fetcher.js';

const uri = 'https://keys.merchant.example/jwks.json';
const [second, minute] = [1000, 60_000];

/** The real cache over an address whose answers are told; only time is replaced. */
class AddressesInMemory extends HttpsKeySetFetcher {
  readonly fetched: string[] = [];
  answer: readonly ClientJwk[] | null = [{ kty: 'EC', kid: 'one' }];

  override async fetch(asked: string): Promise<readonly ClientJwk[]> {
    this.fetched.push(asked);
    await Promise.resolve();
    if (!this.answer) throw new KeySetUnavailable('it does not answer');
    return this.answer;
  }
}

const open = () => {
  const [addresses, time] = [new AddressesInMemory(), { ms: 0 }];
  return { addresses, time, sets: new CachedKeySets(addresses, () => time.ms) };
};
const idsOf = (keys: readonly ClientJwk[]) => keys.map(({ kid }) => kid);

test('a set is fetched once for many requests, and again after five minutes', async () => {
  const { addresses, time, sets } = open();
  await Promise.all(Array.from({ length: 10 }, () => sets.keysAt(uri, 'one')));
  time.ms = 4 * minute;
  await sets.keysAt(uri, 'one');
  expect(addresses.fetched).toHaveLength(1);
  time.ms = 6 * minute;
  await sets.keysAt(uri, 'one');
  expect(addresses.fetched).toHaveLength(2);
});

test('a key id that the set does not have is looked for, at most every thirty seconds', async () => {
  const { addresses, time, sets } = open();
  await sets.keysAt(uri, 'one');
  addresses.answer = [{ kty: 'EC', kid: 'two' }];
  time.ms = 10 * second;
  expect(idsOf(await sets.keysAt(uri, 'two'))).toEqual(['one']);
  time.ms = 31 * second;
  expect(idsOf(await sets.keysAt(uri, 'two'))).toEqual(['two']);
  for (let turn = 0; turn < 100; turn += 1) await sets.keysAt(uri, `made up ${String(turn)}`);
  expect(addresses.fetched).toHaveLength(2);
});

test('while the address does not answer, the keys of the last hour do, and then none', async () => {
  const { addresses, time, sets } = open();
  await sets.keysAt(uri, 'one');
  addresses.answer = null;
  time.ms = 59 * minute;
  expect(idsOf(await sets.keysAt(uri, 'one'))).toEqual(['one']);
  time.ms = 61 * minute;
  await expect(sets.keysAt(uri, 'one')).rejects.toThrow('it does not answer');
  // An address that fails is not asked with every request.
  const asked = addresses.fetched.length;
  await expect(sets.keysAt(uri, 'one')).rejects.toThrow(KeySetUnavailable);
  expect(addresses.fetched).toHaveLength(asked);
});

test('eight addresses are asked at once, and no more', async () => {
  const { addresses, sets } = open();
  const asked = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => sets.keysAt(`${uri}?${String(index)}`, null)),
  );
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
  expect(addresses.fetched).toHaveLength(8);
  expect(sets.load).toEqual({ fetches: { fetched: 8, failed: 0, throttled: 12 } });
  addresses.answer = null;
  await expect(sets.keysAt(`${uri}?gone`, null)).rejects.toThrow(KeySetUnavailable);
  expect(sets.load).toMatchObject({ fetches: { fetched: 8, failed: 1 } });
});

test('while eight other addresses are being fetched, the keys of the last hour do, and then none', async () => {
  const { addresses, time, sets } = open();
  await sets.keysAt(uri, 'one');
  time.ms = 59 * minute;
  const others = Array.from({ length: 8 }, (_, index) => sets.keysAt(`${uri}?${String(index)}`, null));
  const asked = addresses.fetched.length;
  expect(idsOf(await sets.keysAt(uri, 'one'))).toEqual(['one']);
  expect(addresses.fetched).toHaveLength(asked);
  await Promise.all(others);
  time.ms = 61 * minute;
  const more = Array.from({ length: 8 }, (_, index) => sets.keysAt(`${uri}?more${String(index)}`, null));
  await expect(sets.keysAt(uri, 'one')).rejects.toThrow('too many others are being fetched');
  await Promise.all(more);
  expect(sets.load.fetches.throttled).toBe(2);
});
