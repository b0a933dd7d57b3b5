import { LRUCache } from 'lru-cache';
import { hourMs } from '../../core/shared/durations.js';
import { ClientMemory, type Recollection, RememberedClient } from '../../core/tokens/client-memory.js';
import type { ClientSnapshot, ClientSnapshotQuery } from '../../core/tokens/client-snapshot.js';
import type { DatabaseClock } from './database-clock.js';

/** Some 2 kB each. Merchants beyond it cost one more statement a batch. */
const clientsMax = 20_000;
/** Merchants come every half hour. */
const memoryMs = 2 * hourMs;
/** The feed of revocations brings the database's time every 250 ms; an older one is no estimate. */
const clockAgeMaxMs = 5000;
/** How exact the two hours are. With the cache's own millisecond it starts a timer every millisecond. */
const memoryResolutionMs = 1000;

/**
 * Remembers clients within bounds. Only a recorded token makes an entry, and only one moves it to
 * the front: an attacker without a right secret cannot push out those who have one.
 */
export class LruClientMemory extends ClientMemory {
  readonly #clients = new LRUCache<string, RememberedClient>({
    max: clientsMax,
    ttl: memoryMs,
    ttlResolution: memoryResolutionMs,
  });

  /** `clock`: `null` when the issuing time is not the database's, in tests: nothing is remembered. */
  constructor(private readonly clock: Pick<DatabaseClock, 'estimateMs'> | null) {
    super();
  }

  recall(query: ClientSnapshotQuery): Recollection | null {
    const remembered = this.#clients.peek(keyOf(query));
    const estimateMs = this.clock?.estimateMs(clockAgeMaxMs) ?? null;
    if (!remembered || estimateMs === null) return null;
    const { snapshot } = remembered;
    return { remembered, snapshot: { ...snapshot, nowMs: Math.max(estimateMs, snapshot.nowMs) } };
  }

  remember(query: ClientSnapshotQuery, { nowMs, client, certificate }: ClientSnapshot): void {
    if (!client || !this.clock) return;
    const key = keyOf(query);
    const snapshot = { nowMs, client: { ...client, networkAllowed: true }, certificate };
    this.#clients.set(key, new RememberedClient(key, snapshot));
  }

  touch({ key }: RememberedClient): void {
    this.#clients.get(key);
  }

  forget({ key }: RememberedClient): void {
    this.#clients.delete(key);
  }
}

/** None of the three contains a blank. */
const keyOf = ({ clientId, contract, fingerprint }: ClientSnapshotQuery): string =>
  `${contract} ${clientId} ${fingerprint ?? ''}`;
