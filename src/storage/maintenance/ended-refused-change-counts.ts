import type { Database } from '../database.js';

/** Small batches, because the head of the audit trail is locked while one is written. */
const batch = 100;
const batchesMax = 100;

/** A function of the migrations: the application's login may not change the counters itself. */
const endSome = {
  name: 'end-repeated-refusals',
  text: 'SELECT end_repeated_refusals($1::integer) AS ended',
};

/** Appends the audit events that say how often the same change was refused, once their hour is over. */
export class EndedRefusedChangeCounts {
  constructor(private readonly database: Database) {}

  /** Returns how many counters ended. Safe in several processes at once. */
  async end(): Promise<number> {
    let all = 0;
    for (let round = 0; round < batchesMax; round += 1) {
      const [row] = await this.database.query<{ ended: number }>(endSome, [batch]);
      all += row?.ended ?? 0;
      if ((row?.ended ?? 0) < batch) break;
    }
    return all;
  }
}
