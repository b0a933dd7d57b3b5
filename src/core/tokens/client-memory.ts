import type { ClientSnapshot, ClientSnapshotQuery } from './client-snapshot.js';

/**
 * `ClientMemory`: what this process last read of clients that got a token. It is a guess: a token
 * that is signed on it leaves only when its record found the same in the database. So it may be old,
 * and it must never decide a refusal.
 */
export abstract class ClientMemory {
  /**
   * Returns what was last read, with the database's time as it is now by estimate. `networkAllowed`
   * is always true: only the record compares networks. Returns `null` when nothing is remembered, or
   * the database's time is not known well enough.
   */
  abstract recall(query: ClientSnapshotQuery): ClientSnapshot | null;
  /** Notes that a token was recorded on what was read: nothing else may fill the memory. */
  abstract remember(query: ClientSnapshotQuery, snapshot: ClientSnapshot): void;
  /** Notes that a token was recorded on what was remembered, so that the least recently used are dropped first. */
  abstract touch(query: ClientSnapshotQuery): void;
  /** Drops what the database no longer says. */
  abstract forget(query: ClientSnapshotQuery): void;
}
