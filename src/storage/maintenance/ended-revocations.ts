import type { Database } from '../database.js';

/** Small batches, so that a revocation never waits for the rows of others. */
const batch = 1000;
const batchesMax = 100;

/** A function of the migrations: it deletes only revocations that can end no token any more. */
const clearSome = {
  name: 'clear-ended-revocations',
  text: 'SELECT clear_ended_revocations($1::integer) AS cleared',
};

/**
 * Deletes the revocations whose every token has expired, so that the regular read of every process
 * stays small.
 */
export class EndedRevocations {
  constructor(private readonly database: Database) {}

  /**
   * Returns how many were deleted: at most 100,000 per call, the others in the next one. Safe in
   * several processes at once.
   */
  async clear(): Promise<number> {
    let all = 0;
    for (let round = 0; round < batchesMax; round += 1) {
      const [row] = await this.database.query<{ cleared: number }>(clearSome, [batch]);
      all += row?.cleared ?? 0;
      if ((row?.cleared ?? 0) < batch) break;
    }
    return all;
  }
}
