import PQueue from 'p-queue';
import { Refusal } from '../core/refusal.js';
import type { Stopwatch } from './stopwatch.js';

/** Users' statements in flight at once. Each may wait for a lock, and the connections are everybody's. */
const lanes = 2;
/** As `Batches` has it: beyond them the honest answer is a 503. */
const waitingMax = 64;
/** Who waited as long for a lane is told so: behind an account that is locked they would wait past NGINX's patience. */
const waitMsMax = 1000;
const retryAfterSeconds = 1;

/**
 * The lanes in which users' statements go to the database, those that read and those that record together. Whoever locks an account, and
 * has its users asked for, stops two connections of the process, and no client's token.
 */
export class UserLanes {
  readonly #queue = new PQueue({ concurrency: lanes });

  constructor(private readonly stopwatch: Stopwatch) {}

  /** What `work` answers. Throws `Refusal('overloaded')` when too many wait, or when its turn came too late. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#queue.size >= waitingMax) throw overloaded('too many wait');
    const sinceMs = this.stopwatch();
    return this.#queue.add(() => {
      if (this.stopwatch() - sinceMs > waitMsMax) throw overloaded('the turn came too late');
      return work();
    });
  }
}

const overloaded = (what: string): Refusal =>
  new Refusal('overloaded', `users' statements: ${what}`, { retryAfterSeconds });
