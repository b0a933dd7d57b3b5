import { dayMs, type MonotonicClock } from '../../core/shared/durations.js';
import {
  KnownRevocations,
  type Revocation,
  revocationMarginSeconds,
  tokenLifetimeSecondsMax,
} from '../../core/tokens/revocation.js';
import type { Database } from '../database.js';
import type { DatabaseClock } from './database-clock.js';

/**
 * Ids can commit out of order, and `effective_at` is moved forward after the barrier. So each read
 * overlaps the previous one by more than any transaction takes. The database's time comes with it,
 * also when there is no revocation. The conditions use `statement_timestamp()`, because no index serves
 * `clock_timestamp()`.
 */
const readSince = {
  name: 'read-revocations',
  text: `
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now_ms, r.*
    FROM (SELECT) AS always LEFT JOIN (
      SELECT kind, subject, extract(epoch FROM max(effective_at)) * 1000 AS effective_at_ms
      FROM revocation
      WHERE effective_at > statement_timestamp() - $1::float8 * interval '1 millisecond'
        AND expires_at > CASE WHEN $2::boolean THEN coalesce((SELECT settled_time()), '-infinity')
                              ELSE statement_timestamp() END
      GROUP BY kind, subject) AS r ON true`,
};

const overlapMs = 15_000;
const everythingEveryMs = 30_000;
/** Longer than any revocation is kept, and than a clock was ever wrong by. */
const everythingMs = 36_500 * dayMs;
/** As long as a revocation can match a token: for this long it stays known, whatever the clock says. */
const keptMs = (tokenLifetimeSecondsMax + revocationMarginSeconds) * 1000;

interface Row {
  readonly now_ms: string;
  readonly kind: Revocation['kind'] | null;
  readonly subject: string;
  readonly effective_at_ms: string;
}

interface Known {
  readonly effectiveAtMs: number;
  /** When a read last had it, by the monotonic clock. */
  readonly readAtMs: number;
}

/**
 * Keeps the revocations in memory and reads them at intervals, so that verification goes on without
 * the database until they are too stale.
 *
 * A clock of the database that is ahead makes revocations look ended, and their tokens would work when it
 * is right again. So a revocation stays known by the monotonic clock, and the first read, and the one after
 * a step of the clock, also have those that look ended.
 */
export class RevocationFeed extends KnownRevocations {
  readonly #known = new Map<string, Known>();
  #readAtMs: number | null = null;
  #everythingAtMs: number | null = null;
  #reading: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly monotonicClock: MonotonicClock,
    /** Without a successful read for this long, the revocations must not be relied on any more. */
    private readonly maxStalenessMs: number,
    private readonly clock: Pick<DatabaseClock, 'observe'> | null = null,
  ) {
    super();
  }

  /**
   * Reads once, now or after the current read, for all callers that ask meanwhile: of two reads at
   * once, the older could overwrite the result of the newer. Throws when the database cannot be
   * asked; the known revocations stay known.
   */
  poll(): Promise<void> {
    // A caller never joins a read that has begun: that read may have missed the revocation that the
    // caller was notified of.
    this.#waiting ??= this.#reading.then(() => {
      this.#waiting = null;
      const reading = this.readOnce();
      this.#reading = reading.catch(() => undefined);
      return reading;
    });
    return this.#waiting;
  }

  refresh(): Promise<void> {
    return this.poll();
  }

  private async readOnce(): Promise<void> {
    // The look back is by the database's clock: after a step forward, it could begin too late.
    if (await this.readBack()) await this.readBack();
  }

  /** Returns whether the database's clock stepped since the previous read. */
  private async readBack(): Promise<boolean> {
    const startMs = this.monotonicClock();
    const clockIsUnsure = this.#everythingAtMs === null;
    const everything = this.#everythingAtMs === null || startMs - this.#everythingAtMs >= everythingEveryMs;
    // Reads back to the last successful read, however long ago it was, plus the overlap.
    const sinceMs = everything ? everythingMs : startMs - (this.#readAtMs ?? startMs) + overlapMs;
    const rows = await this.database.query<Row>(readSince, [sinceMs, clockIsUnsure]);
    for (const { kind, subject, effective_at_ms } of rows)
      if (kind !== null)
        this.#known.set(keyOf({ kind, subject }), {
          effectiveAtMs: Number(effective_at_ms),
          readAtMs: startMs,
        });
    if (everything) {
      this.forgetReadBefore(startMs - keptMs);
      this.#everythingAtMs = startMs;
    }
    this.#readAtMs = startMs;
    const [row] = rows;
    const stepped = row !== undefined && this.clock?.observe(Number(row.now_ms), startMs) === true;
    if (stepped) this.#everythingAtMs = null;
    return stepped;
  }

  private forgetReadBefore(atMs: number): void {
    for (const [key, { readAtMs }] of this.#known) if (readAtMs < atMs) this.#known.delete(key);
  }

  isFresh(): boolean {
    return this.stalenessMs !== null && this.stalenessMs <= this.maxStalenessMs;
  }

  /** Milliseconds since the last successful read; `null` when there was none. */
  get stalenessMs(): number | null {
    return this.#readAtMs === null ? null : this.monotonicClock() - this.#readAtMs;
  }

  /** The number of known revocations. */
  get count(): number {
    return this.#known.size;
  }

  effectiveAtMs(revocation: Revocation): number | null {
    return this.#known.get(keyOf(revocation))?.effectiveAtMs ?? null;
  }
}

const keyOf = ({ kind, subject }: Revocation): string => `${kind} ${subject}`;
