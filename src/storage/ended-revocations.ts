import type { Database } from './database.js';

/** Few at a time: nobody who revokes waits for the rows of others. */
const batch = 1000;
const batchesMax = 100;

/** The function of the migration: only facts that can end no token any more. */
const clearSome = {
  name: 'clear-ended-revocations',
  text: 'SELECT clear_ended_revocations($1::integer) AS cleared',
};

/** Clears away the facts whose every token has ended, so that the look back of every process stays a small one. */
export class EndedRevocations {
  constructor(private readonly database: Database) {}

  /** How many were cleared; at most 100,000 at once, the others the next time. Safe in several processes at once. */
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
