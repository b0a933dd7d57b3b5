import type { Database } from '../database.js';

/** A function of the migrations: a login of the application cannot delete a process that is shown. */
const clear = {
  name: 'clear-missing-processes',
  text: 'SELECT clear_missing_processes()::integer AS cleared',
};

/** Deletes the heartbeats of processes that were not seen for a day. */
export class MissingProcessCleanup {
  constructor(private readonly database: Database) {}

  /** Returns how many were deleted. Safe in several processes at once. */
  async clear(): Promise<number> {
    const [row] = await this.database.query<{ cleared: number }>(clear);
    return row?.cleared ?? 0;
  }
}
