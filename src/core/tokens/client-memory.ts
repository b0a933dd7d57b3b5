import type { ClaimsFrame } from './claims-frame.js';
import type { ClientSnapshot, ClientSnapshotQuery } from './client-snapshot.js';

/** `RememberedClient`: what was last read of a client, and what was made of it for its last token. */
export class RememberedClient {
  /** The part of its claims that stays the same; see `ClaimsFrame`. */
  frame: ClaimsFrame | null = null;

  constructor(
    /** Names it in the memory. */
    readonly key: string,
    readonly snapshot: ClientSnapshot,
  ) {}
}

/** `Recollection`: a remembered client, with the database's time as it is now by estimate. */
export interface Recollection {
  readonly remembered: RememberedClient;
  readonly snapshot: ClientSnapshot;
}

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
  abstract recall(query: ClientSnapshotQuery): Recollection | null;
  /** Notes that a token was recorded on what was read: nothing else may fill the memory. */
  abstract remember(query: ClientSnapshotQuery, snapshot: ClientSnapshot): void;
  /** Notes that a token was recorded on what was remembered, so that the least recently used are dropped first. */
  abstract touch(remembered: RememberedClient): void;
  /** Drops what the database no longer says. */
  abstract forget(remembered: RememberedClient): void;
}
