import { dayMs, type MonotonicClock } from '../../core/shared/durations.js';
import { KnownRevocations, type Revocation } from '../../core/tokens/revocation.js';
import type { Database } from '../database.js';
import type { DatabaseClock } from './database-clock.js';

/**
 * Ids can commit out of order, and `effective_at` is moved forward after the barrier. So each read
 * overlaps the previous one by more than any transaction takes. The database's time comes with it,
 * also when there is no revocation.
 */
const readSince = {
  name: 'read-revocations',
  text: `
    SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now_ms, r.*
    FROM (SELECT) AS always LEFT JOIN (
      SELECT kind, subject, extract(epoch FROM max(effective_at)) * 1000 AS effective_at_ms
      FROM revocation
      WHERE expires_at > clock_timestamp() AND effective_at > clock_timestamp() - $1::float8 * interval '1 millisecond'
      GROUP BY kind, subject) AS r ON true`,
};

const overlapMs = 15_000;
const everythingEveryMs = 30_000;
/** Longer than any revocation is kept. */
const everythingMs = 365 * dayMs;

interface Row {
  readonly now_ms: string;
  readonly kind: Revocation['kind'] | null;
  readonly subject: string;
  readonly effective_at_ms: string;
}

/**
 * Keeps the revocations in memory and reads them at intervals, so that verification goes on without
 * the database until they are too stale.
 */
export class RevocationFeed extends KnownRevocations {
  #effectiveAt = new Map<string, number>();
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
    const startMs = this.monotonicClock();
    const everything = this.#everythingAtMs === null || startMs - this.#everythingAtMs >= everythingEveryMs;
    // Reads back to the last successful read, however long ago it was, plus the overlap.
    const sinceMs = everything ? everythingMs : startMs - (this.#readAtMs ?? startMs) + overlapMs;
    const rows = await this.database.query<Row>(readSince, [sinceMs]);
    const read = rows.flatMap(({ kind, subject, effective_at_ms }): [string, number][] =>
      kind === null ? [] : [[keyOf({ kind, subject }), Number(effective_at_ms)]],
    );
    if (everything) {
      this.#effectiveAt = new Map(read);
      this.#everythingAtMs = startMs;
    } else for (const [key, effectiveAtMs] of read) this.#effectiveAt.set(key, effectiveAtMs);
    this.#readAtMs = startMs;
    const [row] = rows;
    // The look back is by the database's clock: after a step forward, it could begin too late.
    if (row && this.clock?.observe(Number(row.now_ms), startMs)) this.#everythingAtMs = null;
  }

  isFresh(): boolean {
    return this.ageMs !== null && this.ageMs <= this.maxStalenessMs;
  }

  /** Milliseconds since the last successful read; `null` when there was none. */
  get ageMs(): number | null {
    return this.#readAtMs === null ? null : this.monotonicClock() - this.#readAtMs;
  }

  /** The number of known revocations. */
  get count(): number {
    return this.#effectiveAt.size;
  }

  effectiveAtMs(revocation: Revocation): number | null {
    return this.#effectiveAt.get(keyOf(revocation)) ?? null;
  }
}

const keyOf = ({ kind, subject }: Revocation): string => `${kind} ${subject}`;
