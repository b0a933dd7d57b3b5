import type { ContractName } from '../../core/credentials/credential.js';
import { hourMs, type MonotonicClock } from '../../core/shared/durations.js';
import type { TokenRequestOutcome } from '../../core/tokens/token-request-counts.js';
import { callWithAsynchronousCommit } from '../asynchronous-commit.js';
import type { Database } from '../database.js';
import { WriteBehind, type WriteEvents } from './write-behind.js';

/** What a crash of the database loses of the last moment is a count, and no record. */
const addCounts = {
  name: 'add-token-request-counts',
  text: callWithAsynchronousCommit(
    'add_token_request_counts($1::float8[], $2::text[], $3::text[], $4::bigint[])',
  ),
};

const times = { gatherMs: 2000, retryMs: 2000 };

/** Without a database, counts wait for an hour, and no more of them than this; then the oldest are lost. */
const waitingMsMax = hourMs;
const waitingMax = 20_000;

/** What was counted between two statements. */
interface Interval {
  readonly startedMs: number;
  /** By contract and outcome, with a space between. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Counts token requests by contract and outcome, in memory, and adds the counts to those of all other
 * processes every two seconds, whatever the number of requests. A count that cannot be written delays
 * nothing, and is lost in the end.
 */
export class TokenRequestCounter {
  #counts = new Map<string, number>();
  #startedMs = 0;
  #unwritten: readonly Interval[] = [];
  readonly #behind: WriteBehind;

  constructor(
    private readonly database: Database,
    private readonly monotonicClock: MonotonicClock,
    events: WriteEvents,
  ) {
    this.#behind = new WriteBehind(this, events, times);
  }

  get waiting(): boolean {
    return this.#counts.size > 0 || this.#unwritten.length > 0;
  }

  /** Counts one answered request. */
  count(contract: ContractName, outcome: TokenRequestOutcome): void {
    if (this.#counts.size === 0) {
      this.#startedMs = this.monotonicClock();
      this.#behind.later();
    }
    const key = `${contract} ${outcome}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /**
   * Writes the counts. Throws when they could not be written, and keeps them for the next try: a commit
   * whose confirmation was lost is counted twice.
   */
  async write(): Promise<void> {
    this.endInterval();
    if (this.#unwritten.length === 0) return;
    await this.database.query(addCounts, this.columns());
    this.#unwritten = [];
  }

  /** Writes what is waiting, as far as the database allows; afterwards nothing more. Never throws. */
  close(): Promise<void> {
    return this.#behind.close();
  }

  private endInterval(): void {
    const intervals = [...this.#unwritten];
    if (this.#counts.size > 0) intervals.push({ startedMs: this.#startedMs, counts: this.#counts });
    this.#counts = new Map();
    this.#unwritten = newest(intervals, this.monotonicClock());
  }

  private columns(): unknown[][] {
    const nowMs = this.monotonicClock();
    const rows = this.#unwritten.flatMap(({ startedMs, counts }) =>
      [...counts].map(([key, count]) => [nowMs - startedMs, ...key.split(' '), count]),
    );
    return [0, 1, 2, 3].map((column) => rows.map((row) => row[column]));
  }
}

/** Returns the newest intervals, as many as may wait. */
const newest = (intervals: readonly Interval[], nowMs: number): Interval[] => {
  let size = 0;
  const kept = intervals.toReversed().filter(({ startedMs, counts }) => {
    size += counts.size;
    return size <= waitingMax && nowMs - startedMs <= waitingMsMax;
  });
  return kept.toReversed();
};
