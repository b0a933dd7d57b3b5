import type { Fingerprint } from '../shared/ids.js';
import type { ClientSnapshot, ClientSnapshotQuery } from './client-snapshot.js';

/**
 * Reads what can change, on every request. Throws `Refusal('unavailable')` when the database cannot
 * be asked.
 */
export abstract class ClientSnapshotReader {
  abstract read(question: ClientSnapshotQuery): Promise<ClientSnapshot>;
  /**
   * Returns whether any account has this certificate linked, and the database's time in
   * milliseconds since 1970.
   */
  abstract isLinkedAnywhere(
    fingerprint: Fingerprint,
  ): Promise<{ readonly linked: boolean; readonly nowMs: number }>;
}
