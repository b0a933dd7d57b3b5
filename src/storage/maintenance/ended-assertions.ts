import type { Database } from '../database.js';

const batch = 1000;
const batchesMax = 500;

/** A function of the migrations: it deletes only what no assertion can repeat any more. */
const clearSome = {
  name: 'clear-ended-assertions',
  text: 'SELECT clear_ended_assertions($1::integer)::integer AS cleared',
};

/** Deletes the used assertions that have ended: a row is at most some two hours old. */
export class EndedAssertions {
  constructor(private readonly database: Database) {}

  /** Returns how many were deleted. Safe in several processes at once. */
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
