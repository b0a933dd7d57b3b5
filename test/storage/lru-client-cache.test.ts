import { expect, test } from 'vitest';
import type { ClientId } from '../../src/core/shared/ids.js';
import { LruClientCache } from '../../src/storage/hot-path/lru-client-cache.js';
import { client, fingerprint, nowMs, otherFingerprint, snapshot } from '../core/eligible-client.js';

const clock = { estimateMs: () => nowMs + 1000 };
const query = { clientId: 'loja' as ClientId, contract: 'avista', address: null, fingerprint } as const;

test('what is cached of a client with one certificate serves no request with another, or with none', () => {
  const cache = new LruClientCache(clock);
  cache.store(query, snapshot);
  expect(cache.find(query)?.snapshot.client?.accountId).toBe(client.accountId);
  expect(cache.find({ ...query, fingerprint: otherFingerprint })).toBeNull();
  expect(cache.find({ ...query, fingerprint: null })).toBeNull();
  expect(cache.find({ ...query, contract: 'pix' })).toBeNull();
});

test('the time of a cached client never goes back behind that of its snapshot', () => {
  const time = { ms: nowMs + 1000 };
  const cache = new LruClientCache({ estimateMs: () => time.ms });
  cache.store(query, snapshot);
  expect(cache.find(query)?.snapshot.nowMs).toBe(nowMs + 1000);
  time.ms = nowMs - 5000;
  expect(cache.find(query)?.snapshot.nowMs).toBe(nowMs);
});

// Attack: a client asks with wrong secrets for a known client id, and so keeps that in the cache in place of others.
test('looking for a client keeps it no longer in a full cache, and a recorded token does', () => {
  const cache = new LruClientCache(clock);
  const queryOf = (index: number) => ({ ...query, clientId: `client-${String(index)}` as ClientId });
  for (let index = 0; index < 20_000; index += 1) cache.store(queryOf(index), snapshot);
  cache.find(queryOf(0));
  const recorded = cache.find(queryOf(1));
  if (recorded) cache.touch(recorded.client);
  cache.store(queryOf(20_000), snapshot);
  cache.store(queryOf(20_001), snapshot);
  expect(cache.find(queryOf(0))).toBeNull();
  expect(cache.find(queryOf(1))).not.toBeNull();
});
