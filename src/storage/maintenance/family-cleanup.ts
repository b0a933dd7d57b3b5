import type { Database } from '../database.js';
import { inBatches } from './in-batches.js';

/** Small batches, so that a client that refreshes never waits for the rows of others. */
const batches = { size: 1000, countMax: 100 };

/**
 * A day after its end, its last access token has expired as well. SKIP LOCKED, so that processes that
 * delete at the same time never wait for each other.
 */
const clearSome = {
  name: 'clear-ended-families',
  text: `
    WITH ended AS (
      SELECT id FROM refresh_family WHERE expires_at < (SELECT settled_time())
      ORDER BY expires_at LIMIT $1::integer FOR UPDATE SKIP LOCKED)
    DELETE FROM refresh_family f USING ended e WHERE f.id = e.id RETURNING f.id`,
};

/** Deletes the refresh families that have ended: such a row accepts no token for a day. */
export class FamilyCleanup {
  constructor(private readonly database: Database) {}

  /**
   * Returns how many were deleted: at most 100,000 per call, the others in the next one. Safe in
   * several processes at once.
   */
  clear(): Promise<number> {
    return inBatches(batches, async (size) => {
      const rows = await this.database.query(clearSome, [size]);
      return rows.length;
    });
  }
}
