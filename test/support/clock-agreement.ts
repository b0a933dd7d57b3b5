import type { TestDatabase } from './database.js';

/**
 * Notes the 30 hours up to now, as a process does that has run for so long. With `endingAt`, they end
 * earlier: the clock of the database has stepped ahead since.
 */
export const observeHours = (database: TestDatabase, endingAt = '0 hours'): Promise<unknown> =>
  database.sql(
    `INSERT INTO observed_hour SELECT date_trunc('hour', now() - $1::interval, 'UTC') - n * interval '1 hour'
     FROM generate_series(0, 29) AS n ON CONFLICT DO NOTHING`,
    [endingAt],
  );
