import { congestionRetrySeconds } from '../core/refusals/retry-after.js';
import type { AccountId, ClientId } from '../core/shared/ids.js';
import { RateLimited } from '../core/shared/management-error.js';

const waitMsMax = 3000;

/** Starts the change that waits. */
type Waiter = () => void;

/** Who makes a change. */
export interface QueueMember {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
}

/**
 * `AccountQueue`: lets merchants change each account one after another, in this process. Otherwise
 * one merchant's changes would take every connection, and each would only wait for the row that the
 * one before holds.
 *
 * Attack: a program with a token of few scopes keeps every place of its account taken, and the owner of the account
 * could not revoke the program's secret. So places are counted for each client, and the clients of an account take turns.
 */
export class AccountQueue {
  /**
   * The changes that wait, by client, for each account that is being changed. The client that waits
   * longest for a turn comes first.
   */
  readonly #waiting = new Map<AccountId, Map<ClientId, Waiter[]>>();

  /** At most `waitingMax` changes of one client wait while another of its account is made. */
  constructor(private readonly waitingMax: number) {}

  /** Throws `RateLimited` when too many wait already, or when the turn does not come in time. */
  async run<T>({ accountId, clientId }: QueueMember, change: () => Promise<T>): Promise<T> {
    await this.#enter(accountId, clientId);
    try {
      return await change();
    } finally {
      this.#leave(accountId);
    }
  }

  #enter(account: AccountId, client: ClientId): Promise<void> {
    const clients = this.#waiting.get(account);
    if (!clients) {
      this.#waiting.set(account, new Map());
      return Promise.resolve();
    }
    const waiting = clients.get(client) ?? [];
    if (waiting.length >= this.waitingMax) return Promise.reject(tooMany());
    clients.set(client, waiting);
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(start), 1);
        if (waiting.length === 0) clients.delete(client);
        reject(tooMany());
      }, waitMsMax);
      waiting.push(start);
    });
  }

  #leave(account: AccountId): void {
    const clients = this.#waiting.get(account);
    const [turn] = clients ?? [];
    if (!clients || !turn) {
      this.#waiting.delete(account);
      return;
    }
    const [client, waiting] = turn;
    const start = waiting.shift();
    clients.delete(client);
    // To the end: the other clients of the account come before its next change.
    if (waiting.length > 0) clients.set(client, waiting);
    start?.();
  }
}

const tooMany = (): RateLimited =>
  new RateLimited(
    'account: other changes to it are running. Nothing was changed. Make one change after another',
    congestionRetrySeconds,
  );
