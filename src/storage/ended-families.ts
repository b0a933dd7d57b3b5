import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../core/revocation.js';
import type { Database } from './database.js';

/** Kept until the last access token of the family has ended as well, and a margin for clocks. */
const keptSeconds = tokenLifetimeSecondsMax + revocationMarginSeconds;
/** Few at a time: nobody who refreshes waits for the rows of others. */
const batch = 1000;
const batchesMax = 100;

/** Whoever else clears at this moment has the others: nobody waits. */
const clearSome = {
  name: 'clear-ended-families',
  text: `
    WITH ended AS (
      SELECT id FROM refresh_family WHERE expires_at < clock_timestamp() - $1::float8 * interval '1 second'
      ORDER BY expires_at LIMIT $2::integer FOR UPDATE SKIP LOCKED)
    DELETE FROM refresh_family f USING ended e WHERE f.id = e.id RETURNING f.id`,
};

/** Clears away the refresh families that have come to their end: a row is 14 days old then, and opens nothing. */
export class EndedFamilies {
  constructor(private readonly database: Database) {}

  /** How many were cleared; at most 100,000 at once, the others the next time. Safe in several processes at once. */
  async clear(): Promise<number> {
    let cleared = 0;
    for (let round = 0; round < batchesMax; round += 1) {
      const rows = await this.database.query(clearSome, [keptSeconds, batch]);
      cleared += rows.length;
      if (rows.length < batch) break;
    }
    return cleared;
  }
}
