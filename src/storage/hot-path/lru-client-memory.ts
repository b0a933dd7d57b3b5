import { LRUCache } from 'lru-cache';
import { hourMs } from '../../core/shared/durations.js';
import { ClientMemory } from '../../core/tokens/client-memory.js';
import type { ClientSnapshot, ClientSnapshotQuery } from '../../core/tokens/client-snapshot.js';
import type { DatabaseClock } from './database-clock.js';

/** Some 2 kB each. Merchants beyond it cost one more statement a batch. */
const clientsMax = 20_000;
/** Merchants come every half hour. */
const memoryMs = 2 * hourMs;
/** The feed of revocations brings the database's time every 250 ms; an older one is no estimate. */
const clockAgeMaxMs = 5000;

/**
 * Remembers clients within bounds. Only a recorded token makes an entry, and only one moves it to
 * the front: an attacker without a right secret cannot push out those who have one.
 */
export class LruClientMemory extends ClientMemory {
  readonly #snapshots = new LRUCache<string, ClientSnapshot>({ max: clientsMax, ttl: memoryMs });

  /** `clock`: `null` when the issuing time is not the database's, in tests: nothing is remembered. */
  constructor(private readonly clock: Pick<DatabaseClock, 'estimateMs'> | null) {
    super();
  }

  recall(query: ClientSnapshotQuery): ClientSnapshot | null {
    const snapshot = this.#snapshots.peek(keyOf(query));
    const estimateMs = this.clock?.estimateMs(clockAgeMaxMs) ?? null;
    if (!snapshot || estimateMs === null) return null;
    return { ...snapshot, nowMs: Math.max(estimateMs, snapshot.nowMs) };
  }

  remember(query: ClientSnapshotQuery, { nowMs, client, certificate }: ClientSnapshot): void {
    if (!client || !this.clock) return;
    const remembered = { nowMs, client: { ...client, networkAllowed: true }, certificate };
    this.#snapshots.set(keyOf(query), remembered);
  }

  touch(query: ClientSnapshotQuery): void {
    this.#snapshots.get(keyOf(query));
  }

  forget(query: ClientSnapshotQuery): void {
    this.#snapshots.delete(keyOf(query));
  }
}

/** None of the three contains a blank. */
const keyOf = ({ clientId, contract, fingerprint }: ClientSnapshotQuery): string =>
  `${contract} ${clientId} ${fingerprint ?? ''}`;
