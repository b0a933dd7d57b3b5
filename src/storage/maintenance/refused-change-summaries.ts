import type { Database } from '../database.js';
import { inBatches } from './in-batches.js';

/** Small batches, because the head of the audit trail is locked while one is written. */
const batches = { size: 100, countMax: 100 };

/** A function of the migrations: the application's login may not change the counters itself. */
const writeSome = {
  name: 'end-repeated-refusals',
  text: 'SELECT end_repeated_refusals($1::integer) AS ended',
};

/** Appends the audit events that say how often the same change was refused, once their hour is over. */
export class RefusedChangeSummaries {
  constructor(private readonly database: Database) {}

  /** Returns how many counters were summarized. Safe in several processes at once. */
  writeDue(): Promise<number> {
    return inBatches(batches, async (size) => {
      const [row] = await this.database.query<{ ended: number }>(writeSome, [size]);
      return row?.ended ?? 0;
    });
  }
}
