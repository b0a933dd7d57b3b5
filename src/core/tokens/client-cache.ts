import type { ClaimsTemplate } from './claims-template.js';
import type { ClientSnapshot, ClientSnapshotQuery } from './client-snapshot.js';

/** `CachedClient`: what was last read of a client, and what was made of it for its last token. */
export class CachedClient {
  /** The part of its claims that stays the same; see `ClaimsTemplate`. */
  template: ClaimsTemplate | null = null;

  constructor(
    /** Names it in the cache. */
    readonly key: string,
    readonly snapshot: ClientSnapshot,
  ) {}
}

/** `ClientCacheHit`: a cached client, with the database's time as it is now by estimate. */
export interface ClientCacheHit {
  readonly client: CachedClient;
  readonly snapshot: ClientSnapshot;
}

/**
 * `ClientCache`: what this process last read of clients that got a token. It is a guess: a token
 * that is signed on it leaves only when its record found the same in the database. So it may be old,
 * and it must never decide a refusal.
 */
export abstract class ClientCache {
  /**
   * Returns what was last read, with the database's time as it is now by estimate. `networkAllowed`
   * is always true: only the record compares networks. Returns `null` when nothing is cached, or
   * the database's time is not known well enough.
   */
  abstract find(query: ClientSnapshotQuery): ClientCacheHit | null;
  /** Notes that a token was recorded on what was read: nothing else may fill the cache. */
  abstract store(query: ClientSnapshotQuery, snapshot: ClientSnapshot): void;
  /** Notes that a token was recorded on what was cached, so that the least recently used are dropped first. */
  abstract touch(client: CachedClient): void;
  /** Drops what the database no longer says. */
  abstract drop(client: CachedClient): void;
}
