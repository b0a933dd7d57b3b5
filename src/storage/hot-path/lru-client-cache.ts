import { LRUCache } from 'lru-cache';
import { hourMs } from '../../core/shared/durations.js';
import { CachedClient, ClientCache, type ClientCacheHit } from '../../core/tokens/client-cache.js';
import type { ClientSnapshot, ClientSnapshotQuery } from '../../core/tokens/client-snapshot.js';
import type { DatabaseClock } from './database-clock.js';

/** Some 2 kB each. Merchants beyond it cost one more statement a batch. */
const clientsMax = 20_000;
/** Merchants come every half hour. */
const entryMs = 2 * hourMs;
/** The feed of revocations brings the database's time every 250 ms; an older one is no estimate. */
const clockAgeMaxMs = 5000;
/** How exact the two hours are. With the cache's own millisecond it starts a timer every millisecond. */
const entryResolutionMs = 1000;

/**
 * Caches clients within bounds. Only a recorded token makes an entry, and only one moves it to
 * the front: an attacker without a right secret cannot push out those who have one.
 */
export class LruClientCache extends ClientCache {
  readonly #clients = new LRUCache<string, CachedClient>({
    max: clientsMax,
    ttl: entryMs,
    ttlResolution: entryResolutionMs,
  });

  /** `clock`: `null` when the issuing time is not the database's, in tests: nothing is cached. */
  constructor(private readonly clock: Pick<DatabaseClock, 'estimateMs'> | null) {
    super();
  }

  find(query: ClientSnapshotQuery): ClientCacheHit | null {
    const client = this.#clients.peek(keyOf(query));
    const estimateMs = this.clock?.estimateMs(clockAgeMaxMs) ?? null;
    if (!client || estimateMs === null) return null;
    const { snapshot } = client;
    return { client, snapshot: { ...snapshot, nowMs: Math.max(estimateMs, snapshot.nowMs) } };
  }

  store(query: ClientSnapshotQuery, { nowMs, client, certificate }: ClientSnapshot): void {
    if (!client || !this.clock) return;
    const key = keyOf(query);
    const snapshot = { nowMs, client: { ...client, networkAllowed: true }, certificate };
    this.#clients.set(key, new CachedClient(key, snapshot));
  }

  touch({ key }: CachedClient): void {
    this.#clients.get(key);
  }

  drop({ key }: CachedClient): void {
    this.#clients.delete(key);
  }
}

/** None of the three contains a blank. */
const keyOf = ({ clientId, contract, fingerprint }: ClientSnapshotQuery): string =>
  `${contract} ${clientId} ${fingerprint ?? ''}`;
