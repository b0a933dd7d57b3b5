import type { MonotonicClock } from '../../core/shared/durations.js';
import type { Grant } from '../../core/tokens/grant.js';
import { RecordDeadlineExceeded, type RecordTiming } from '../../core/tokens/record-deadline-exceeded.js';
import type { RecordHealth } from './record-health.js';

/** A token is at most this much behind the database's clock when it is recorded. */
const ageMsMax = 3000;

/**
 * `RecordDeadline`: tells a record that came too late from one that was turned down for a change: the
 * first is the database's trouble, or this process's, and the client lost nothing.
 */
export class RecordDeadline {
  constructor(
    private readonly monotonicClock: MonotonicClock,
    /** `false`: tests have a clock of their own, which is not the database's. */
    private readonly byDatabaseClock: boolean,
    private readonly health: RecordHealth,
  ) {}

  /** The limit, as the functions of the database take it. */
  get max(): string | null {
    return this.byDatabaseClock ? `${String(ageMsMax)} milliseconds` : null;
  }

  /**
   * Called when a statement of records is sent. The function that it returns takes the database's time
   * after the statement, and finds the error of a record that was not made because it came too late.
   */
  watch(): (nowMs: number) => (grant: Grant) => RecordDeadlineExceeded | null {
    const sentMs = this.monotonicClock();
    return (nowMs) => {
      const roundTripMs = this.monotonicClock() - sentMs;
      return (grant) => {
        const ageMs = nowMs - grant.issuedAtSeconds * 1000;
        return this.byDatabaseClock && ageMs >= ageMsMax ? this.late(grant, { ageMs, roundTripMs }) : null;
      };
    };
  }

  private late({ client }: Grant, timing: RecordTiming): RecordDeadlineExceeded {
    const late = new RecordDeadlineExceeded(timing);
    if (!late.mayBeQuicker) this.health.noteFailed([client.accountId], late.privateDetail);
    return late;
  }
}
