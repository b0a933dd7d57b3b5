import { RevocationFacts, type Revocation } from '../core/revocation.js';
import type { Database } from './database.js';
import type { Stopwatch } from './stopwatch.js';

/**
 * Ids can commit out of order and `effective_at` is moved forward after the barrier, so a look back overlaps the one
 * before by more than any transaction takes.
 */
const readSince = {
  name: 'read-revocations',
  text: `
    SELECT kind, subject, extract(epoch FROM max(effective_at))::float8 * 1000 AS effective_at_ms
    FROM revocation
    WHERE expires_at > clock_timestamp() AND effective_at > clock_timestamp() - $1::float8 * interval '1 millisecond'
    GROUP BY kind, subject`,
};

const overlapMs = 15_000;
const everythingEveryMs = 30_000;
/** Longer than any fact lives. */
const everythingMs = 365 * 24 * 60 * 60 * 1000;

interface Row {
  readonly kind: Revocation['kind'];
  readonly subject: string;
  readonly effective_at_ms: number;
}

/** The revocations in memory, read again and again: verification outlives the database, within a grace. */
export class RevocationFeed extends RevocationFacts {
  #facts = new Map<string, number>();
  #readAtMs: number | null = null;
  #everythingAtMs: number | null = null;
  #looking: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly stopwatch: Stopwatch,
    /** Without a successful look for this long, nobody may rely on it any more. */
    private readonly graceMs: number,
  ) {
    super();
  }

  /**
   * One look, at this moment or later, together for all who ask meanwhile: of two at once, the older could overwrite what the
   * newer saw. Throws when the database cannot be asked; what is known stays known.
   */
  poll(): Promise<void> {
    // Never joins a look that has begun: it may have missed the fact that the caller was told of.
    this.#waiting ??= this.#looking.then(() => {
      this.#waiting = null;
      const looking = this.look();
      this.#looking = looking.catch(() => undefined);
      return looking;
    });
    return this.#waiting;
  }

  refresh(): Promise<void> {
    return this.poll();
  }

  private async look(): Promise<void> {
    const startMs = this.stopwatch();
    const everything = this.#everythingAtMs === null || startMs - this.#everythingAtMs >= everythingEveryMs;
    // Back to the last look that succeeded, however long ago that is, and the overlap beyond it.
    const lookBackMs = everything ? everythingMs : startMs - (this.#readAtMs ?? startMs) + overlapMs;
    const rows = await this.database.query<Row>(readSince, [lookBackMs]);
    const read = rows.map((row): [string, number] => [keyOf(row), row.effective_at_ms]);
    if (everything) {
      this.#facts = new Map(read);
      this.#everythingAtMs = startMs;
    } else for (const [key, effectiveAtMs] of read) this.#facts.set(key, effectiveAtMs);
    this.#readAtMs = startMs;
  }

  isFresh(): boolean {
    return this.ageMs !== null && this.ageMs <= this.graceMs;
  }

  /** Since the last look that succeeded, in milliseconds; `null`: there was none. */
  get ageMs(): number | null {
    return this.#readAtMs === null ? null : this.stopwatch() - this.#readAtMs;
  }

  /** How many facts are known. */
  get count(): number {
    return this.#facts.size;
  }

  effectiveAtMs(revocation: Revocation): number | null {
    return this.#facts.get(keyOf(revocation)) ?? null;
  }
}

const keyOf = ({ kind, subject }: Revocation): string => `${kind} ${subject}`;
