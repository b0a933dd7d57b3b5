import PQueue from 'p-queue';
import { Refusal } from '../../core/refusals/refusal.js';
import { congestionRetrySeconds } from '../../core/refusals/retry-after.js';
import type { Stopwatch } from '../../core/shared/durations.js';

/**
 * The maximum in flight of users' statements. Each may wait for a lock, and all requests share the
 * connections.
 */
const maxInFlight = 2;
/** As in `Batches`: beyond it, the answer is a 503. */
const waitingMax = 64;
/**
 * The longest wait for a turn; a later one is refused. Behind a locked account, requests would
 * otherwise wait longer than NGINX does.
 */
const waitMsMax = 1000;

/**
 * Limits the statements for users that are in flight, those that read and those that record
 * together. A caller that locks an account, while requests for its users arrive, blocks at most two
 * connections of the process, and no client's token.
 */
export class UserStatementLimiter {
  readonly #queue = new PQueue({ concurrency: maxInFlight });

  constructor(private readonly stopwatch: Stopwatch) {}

  /**
   * Returns the result of `work`. Throws `Refusal('overloaded')` when too many wait, or when its
   * turn came too late.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#queue.size >= waitingMax) throw overloaded('too many wait');
    const sinceMs = this.stopwatch();
    return this.#queue.add(() => {
      if (this.stopwatch() - sinceMs > waitMsMax) throw overloaded('the turn came too late');
      return work();
    });
  }
}

const overloaded = (what: string): Refusal =>
  new Refusal('overloaded', `users' statements: ${what}`, { retryAfterSeconds: congestionRetrySeconds });
