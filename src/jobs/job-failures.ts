import type { Logger } from 'pino';
import type { MonotonicClock } from '../core/shared/durations.js';

/** A reason that changes with every attempt must not fill the log. */
const changedReasonMsMin = 10_000;
/** So that the line is found in a log that was rotated since. */
const sameReasonMsMin = 15 * 60_000;

interface Failing {
  reason: string;
  loggedAtMs: number;
  attempts: number;
}

/**
 * Logs that a job fails: at its first failure, when the reason changes, and now and then while it
 * stays. Some jobs run four times a second.
 */
export class JobFailures {
  readonly #failing = new Map<string, Failing>();

  constructor(
    private readonly log: Logger,
    private readonly monotonicClock: MonotonicClock,
  ) {}

  noteFailed(name: string, reason: string): void {
    const nowMs = this.monotonicClock();
    const failing = this.#failing.get(name) ?? { reason, loggedAtMs: Number.NEGATIVE_INFINITY, attempts: 0 };
    this.#failing.set(name, failing);
    failing.attempts += 1;
    const waitMs = reason === failing.reason ? sameReasonMsMin : changedReasonMsMin;
    if (nowMs - failing.loggedAtMs < waitMs) return;
    failing.reason = reason;
    failing.loggedAtMs = nowMs;
    this.log.error({ error: reason, attempts: failing.attempts }, `${name} cannot be used`);
  }

  noteWorked(name: string): void {
    if (this.#failing.delete(name)) this.log.info(`${name} can be used again`);
  }
}
