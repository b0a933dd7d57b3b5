import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../core/tokens/revocation.js';
import type { Database } from '../database.js';
import { inBatches } from './in-batches.js';

/** A family is kept until its last access token has expired as well, plus a margin for clocks. */
const retentionSeconds = tokenLifetimeSecondsMax + revocationMarginSeconds;
/** Small batches, so that a client that refreshes never waits for the rows of others. */
const batches = { size: 1000, countMax: 100 };

/** SKIP LOCKED, so that processes that delete at the same time never wait for each other. */
const clearSome = {
  name: 'clear-ended-families',
  text: `
    WITH ended AS (
      SELECT id FROM refresh_family WHERE expires_at < clock_timestamp() - $1::float8 * interval '1 second'
      ORDER BY expires_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
    DELETE FROM refresh_family f USING ended e WHERE f.id = e.id RETURNING f.id`,
};

/** Deletes the refresh families that have ended: such a row is 14 days old and accepts no token. */
export class FamilyCleanup {
  constructor(private readonly database: Database) {}

  /**
   * Returns how many were deleted: at most 100,000 per call, the others in the next one. Safe in
   * several processes at once.
   */
  clear(): Promise<number> {
    return inBatches(batches, async (size) => {
      const rows = await this.database.query(clearSome, [retentionSeconds, size]);
      return rows.length;
    });
  }
}
