import type { Stopwatch } from '../../core/shared/durations.js';
import type { Database } from '../database.js';

const readClock = {
  name: 'read-clock',
  text: `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`,
};

/**
 * Knows the time of the database without asking it: the last answer, and what the stopwatch says
 * since. Tokens get their times from the database and are verified by this process: with clocks
 * apart, good tokens are refused, or expired ones accepted.
 */
export class DatabaseClock {
  #read: { readonly databaseMs: number; readonly stopwatchMs: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly stopwatch: Stopwatch,
  ) {}

  /** The time of the database in milliseconds since 1970; `null` until it was read. */
  get nowMs(): number | null {
    if (this.#read === null) return null;
    return this.#read.databaseMs + this.stopwatch() - this.#read.stopwatchMs;
  }

  /** Reads once; the answer was made at some moment of the round trip, on average its middle. */
  async measure(): Promise<void> {
    const beforeMs = this.stopwatch();
    const [row] = await this.database.query<{ now_ms: number }>(readClock);
    const stopwatchMs = (beforeMs + this.stopwatch()) / 2;
    if (row) this.#read = { databaseMs: row.now_ms, stopwatchMs };
  }
}
