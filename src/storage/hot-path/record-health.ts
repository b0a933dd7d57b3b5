import { Refusal } from '../../core/refusals/refusal.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Database } from '../database.js';

/** A function of the migrations. It takes the locks that a record takes, of no account, and writes nothing. */
const whatKeepsRecordsOut = {
  name: 'what-keeps-records-out',
  text: 'SELECT what_keeps_records_out() AS what',
};

/** Records that fail for longer than this are not a matter of one statement. */
const failingMsMin = 5000;
/**
 * Where no requests come, because a load balancer believes that this process is not ready, nothing
 * would ever say that records succeed again.
 */
const forgottenAfterMs = 15_000;

interface Failing {
  readonly sinceMs: number;
  readonly accounts: Set<AccountId>;
  lastMs: number;
  reason: string;
}

/**
 * `RecordHealth`: whether tokens can be recorded now. A token request costs it one comparison; all
 * else is asked by a health probe.
 *
 * Attack: a merchant who keeps a row of their account locked lets the records of that account fail.
 * So the failures of one account alone count as none, and the probe waits for no row.
 */
export class RecordHealth {
  #failing: Failing | null = null;
  #check: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly monotonicClock: MonotonicClock,
  ) {}

  /**
   * Notes that a token was recorded. An answer without one says nothing: a batch that waited for too
   * long inserts no row, so its commit waits for no standby and no room on the disk.
   */
  noteRecorded(): void {
    if (this.#failing !== null) this.#failing = null;
  }

  /** Notes what a record of these accounts threw, if it is the database's trouble, and throws it on. */
  rethrow(accounts: Iterable<AccountId>, thrown: unknown): never {
    if (thrown instanceof Refusal) this.noteFailed(accounts, thrown.privateDetail);
    throw thrown;
  }

  /** Notes that a record of these accounts failed. */
  noteFailed(accounts: Iterable<AccountId>, reason: string): void {
    const nowMs = this.monotonicClock();
    // Two lone failures, hours apart, are not hours of failures.
    if (this.#failing && nowMs - this.#failing.lastMs >= forgottenAfterMs) this.#failing = null;
    this.#failing ??= { sinceMs: nowMs, lastMs: nowMs, accounts: new Set(), reason };
    this.#failing.lastMs = nowMs;
    this.#failing.reason = reason;
    // Two are enough to tell.
    for (const account of accounts) if (this.#failing.accounts.size < 2) this.#failing.accounts.add(account);
  }

  /**
   * Throws an error that says what keeps tokens from being recorded. It may take as long as a
   * statement may; those that ask meanwhile share its answer.
   */
  check(): Promise<void> {
    return (this.#check ??= this.askDatabase().finally(() => {
      this.#check = null;
    }));
  }

  private async askDatabase(): Promise<void> {
    const [row] = await this.database.query<{ what: string | null }>(whatKeepsRecordsOut);
    if (row?.what) throw new Error(`no token can be recorded: ${row.what}`);
    // A full disk, or a commit that waits for a standby, shows in the records alone.
    if (this.isFailing()) throw new Error(`no token could be recorded: ${this.#failing?.reason ?? ''}`);
  }

  private isFailing(): boolean {
    if (!this.#failing) return false;
    const { sinceMs, lastMs, accounts } = this.#failing;
    return (
      accounts.size > 1 &&
      lastMs - sinceMs >= failingMsMin &&
      this.monotonicClock() - lastMs < forgottenAfterMs
    );
  }
}
