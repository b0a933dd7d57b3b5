import type { Database } from '../database.js';

const observe = {
  name: 'observe-hour',
  text: `SELECT observe_hour(to_timestamp($1::float8 / 1000)) AS agrees`,
};

/**
 * Notes the hours that the database's clock was seen in. What has ended is deleted only when a day of
 * such hours has passed since, so that a clock that is ahead for a while makes nothing forgotten.
 */
export class ClockAgreement {
  constructor(
    private readonly database: Database,
    private readonly processClock: () => number,
  ) {}

  /** Returns `false` where the clock of this process differs from the database's: nothing is noted then. */
  async record(): Promise<boolean> {
    const [row] = await this.database.query<{ agrees: boolean }>(observe, [this.processClock()]);
    return row?.agrees ?? false;
  }
}
