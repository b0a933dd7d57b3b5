import type { Database } from '../database.js';
import { inBatches } from './in-batches.js';

/** Small batches, so that a revocation never waits for the rows of others. */
const batches = { size: 1000, countMax: 100 };

/** A function of the migrations: it deletes only revocations that can end no token any more. */
const clearSome = {
  name: 'clear-ended-revocations',
  text: 'SELECT clear_ended_revocations($1::integer) AS cleared',
};

/**
 * Deletes the revocations whose every token expired a day ago, so that the regular read of every process
 * stays small.
 */
export class RevocationCleanup {
  constructor(private readonly database: Database) {}

  /**
   * Returns how many were deleted: at most 100,000 per call, the others in the next one. Safe in
   * several processes at once.
   */
  clear(): Promise<number> {
    return inBatches(batches, async (size) => {
      const [row] = await this.database.query<{ cleared: number }>(clearSome, [size]);
      return row?.cleared ?? 0;
    });
  }
}
