import type { Database } from '../database.js';
import { inBatches } from './in-batches.js';

const batches = { size: 1000, countMax: 500 };

/** A function of the migrations: a login of the application cannot delete a count that is shown. */
const clearSome = {
  name: 'clear-old-token-request-counts',
  text: 'SELECT clear_old_token_request_counts($1::integer)::integer AS cleared',
};

/** Deletes the counts of token requests that are older than what may be asked for. */
export class TokenRequestCountCleanup {
  constructor(private readonly database: Database) {}

  /** Returns how many were deleted. Safe in several processes at once. */
  clear(): Promise<number> {
    return inBatches(batches, async (size) => {
      const [row] = await this.database.query<{ cleared: number }>(clearSome, [size]);
      return row?.cleared ?? 0;
    });
  }
}
