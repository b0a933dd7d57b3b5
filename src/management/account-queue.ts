import { congestionRetrySeconds } from '../core/refusals/retry-after.js';
import type { AccountId } from '../core/shared/ids.js';
import { RateLimited } from '../core/shared/management-error.js';

const waitMsMax = 3000;

/** Starts the change that waits. */
type Waiter = () => void;

/**
 * `AccountQueue`: lets merchants change each account one after another, in this process. Otherwise
 * one merchant's changes would take every connection, and each would only wait for the row that the
 * one before holds.
 */
export class AccountQueue {
  /** The changes that wait, for each account that is being changed. */
  readonly #waiting = new Map<AccountId, Waiter[]>();

  /** At most `waitingMax` changes of one account wait while another is made. */
  constructor(private readonly waitingMax: number) {}

  /** Throws `RateLimited` when too many wait already, or when the turn does not come in time. */
  async run<T>(account: AccountId, change: () => Promise<T>): Promise<T> {
    await this.#enter(account);
    try {
      return await change();
    } finally {
      this.#leave(account);
    }
  }

  #enter(account: AccountId): Promise<void> {
    const waiting = this.#waiting.get(account);
    if (!waiting) {
      this.#waiting.set(account, []);
      return Promise.resolve();
    }
    if (waiting.length >= this.waitingMax) return Promise.reject(tooMany());
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(tooMany());
      }, waitMsMax);
      waiting.push(start);
    });
  }

  #leave(account: AccountId): void {
    const next = this.#waiting.get(account)?.shift();
    if (next) next();
    else this.#waiting.delete(account);
  }
}

const tooMany = (): RateLimited =>
  new RateLimited(
    'account: other changes to it are running. Nothing was changed. Make one change after another',
    congestionRetrySeconds,
  );
