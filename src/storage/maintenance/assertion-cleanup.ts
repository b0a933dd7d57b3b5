import type { Database } from '../database.js';
import { inBatches } from './in-batches.js';

const batches = { size: 1000, countMax: 500 };

/** A function of the migrations: it deletes only what no assertion can repeat any more. */
const clearSome = {
  name: 'clear-ended-assertions',
  text: 'SELECT clear_ended_assertions($1::integer)::integer AS cleared',
};

/** Deletes the used assertions that have ended: a row is kept for a day after that. */
export class AssertionCleanup {
  constructor(private readonly database: Database) {}

  /** Returns how many were deleted. Safe in several processes at once. */
  clear(): Promise<number> {
    return inBatches(batches, async (size) => {
      const [row] = await this.database.query<{ cleared: number }>(clearSome, [size]);
      return row?.cleared ?? 0;
    });
  }
}
