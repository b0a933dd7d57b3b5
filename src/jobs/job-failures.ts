import type { Logger } from 'pino';
import type { MonotonicClock } from '../core/shared/durations.js';
import type { JobFailure } from '../core/shared/service-load.js';

/** A reason that changes with every attempt must not fill the log. */
const changedReasonMsMin = 10_000;
/** So that the line is found in a log that was rotated since. */
const sameReasonMsMin = 15 * 60_000;

interface Failing {
  reason: string;
  loggedAtMs: number;
  attempts: number;
  readonly firstMs: number;
  lastMs: number;
}

/**
 * Logs that a job fails: at its first failure, when the reason changes, and now and then while it
 * stays. Some jobs run four times a second.
 */
export class JobFailures {
  readonly #failing = new Map<string, Failing>();
  /** Of every job that ran, so that its series stays when it works again. */
  readonly #names = new Set<string>();

  constructor(
    private readonly log: Logger,
    private readonly monotonicClock: MonotonicClock,
  ) {}

  /**
   * For how long each job has failed, from its first failed run to its newest one. One failed run alone is 0: a job that
   * runs once an hour would otherwise seem to fail until its next run.
   */
  get failures(): readonly JobFailure[] {
    return [...this.#names].map((name) => {
      const failing = this.#failing.get(name);
      return { name, seconds: failing ? (failing.lastMs - failing.firstMs) / 1000 : 0 };
    });
  }

  noteFailed(name: string, reason: string): void {
    const nowMs = this.monotonicClock();
    const failing = this.#failing.get(name) ?? {
      ...{ reason, loggedAtMs: Number.NEGATIVE_INFINITY, attempts: 0 },
      ...{ firstMs: nowMs, lastMs: nowMs },
    };
    this.#names.add(name);
    this.#failing.set(name, failing);
    failing.attempts += 1;
    failing.lastMs = nowMs;
    const waitMs = reason === failing.reason ? sameReasonMsMin : changedReasonMsMin;
    if (nowMs - failing.loggedAtMs < waitMs) return;
    failing.reason = reason;
    failing.loggedAtMs = nowMs;
    this.log.error({ error: reason, attempts: failing.attempts }, `${name} failed`);
  }

  noteWorked(name: string): void {
    this.#names.add(name);
    if (this.#failing.delete(name)) this.log.info(`${name} works again`);
  }
}
