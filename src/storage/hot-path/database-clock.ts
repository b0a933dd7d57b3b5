import type { MonotonicClock } from '../../core/shared/durations.js';
import { VerificationClock } from '../../core/tokens/verification-clock.js';

/** Noise of scheduling and of the network is less; NTP slews and does not step by so much. */
const stepMs = 2000;

/** What an operator must hear about clocks. */
export interface ClockEvents {
  /** The database's clock stepped: backward (negative) or forward. */
  stepped(byMs: number): void;
  /** The clock of this process differs from the database's by more than the skew, or agrees again. */
  differs(byMs: number, tooMuch: boolean): void;
}

/** An answer of the database, between two moments of the monotonic clock. */
interface Reading {
  readonly databaseMs: number;
  readonly sentAtMs: number;
  readonly atMs: number;
}

/**
 * Estimates the database's clock, which is the issuing clock: its last answer, and the monotonic time
 * since then. Tokens are verified by it, so that a process whose own clock is wrong refuses no
 * merchant and accepts no token that has expired. The monotonic time goes on without the database.
 */
export class DatabaseClock extends VerificationClock {
  #lastReading: Reading | null = null;
  #differs = false;
  #stepsBack = 0;

  constructor(
    private readonly monotonicClock: MonotonicClock,
    private readonly toleranceMs: number,
    private readonly events: ClockEvents,
    /** The clock of this process. */
    private readonly processClock: () => number,
  ) {
    super();
  }

  /** Before the first answer, it is the clock of this process. */
  nowMs(): number {
    return this.#lastReading
      ? this.estimateAt(this.#lastReading, this.monotonicClock())
      : this.processClock();
  }

  /** Estimates the database's time, or returns `null` when its last answer is older than this. */
  estimateMs(answerAgeMaxMs: number): number | null {
    if (!this.#lastReading) return null;
    const atMs = this.monotonicClock();
    return atMs - this.#lastReading.atMs > answerAgeMaxMs ? null : this.estimateAt(this.#lastReading, atMs);
  }

  /** The clock of this process minus the database's, in milliseconds; `null` before the first answer. */
  get differenceMs(): number | null {
    return this.#lastReading ? this.processClock() - this.nowMs() : null;
  }

  /** How often the database's clock stepped back: tokens and revocations may then be out of order. */
  get stepsBack(): number {
    return this.#stepsBack;
  }

  /**
   * Notes the database's time from the answer to a statement that was sent at `sentAtMs` of the
   * monotonic clock. Returns whether the database's clock stepped since the last answer.
   */
  observe(databaseMs: number, sentAtMs: number): boolean {
    const atMs = this.monotonicClock();
    const stepped = this.noteStep(databaseMs, sentAtMs, atMs);
    this.#lastReading = { databaseMs, sentAtMs, atMs };
    this.noteDifference();
    return stepped;
  }

  private noteStep(databaseMs: number, sentAtMs: number, atMs: number): boolean {
    if (!this.#lastReading) return false;
    // Each answer was made between its statement and its arrival: a slow network is no step, in either.
    const earliest = this.estimateAt(this.#lastReading, sentAtMs) - stepMs;
    const latest = this.#lastReading.databaseMs + (atMs - this.#lastReading.sentAtMs) + stepMs;
    if (databaseMs >= earliest && databaseMs <= latest) return false;
    if (databaseMs < earliest) this.#stepsBack += 1;
    this.events.stepped(Math.round(databaseMs - this.estimateAt(this.#lastReading, atMs)));
    return true;
  }

  private noteDifference(): void {
    const byMs = this.differenceMs ?? 0;
    const tooMuch = Math.abs(byMs) > this.toleranceMs;
    if (tooMuch === this.#differs) return;
    this.#differs = tooMuch;
    this.events.differs(Math.round(byMs), tooMuch);
  }

  private estimateAt(lastReading: Reading, atMs: number): number {
    return lastReading.databaseMs + (atMs - lastReading.atMs);
  }
}
