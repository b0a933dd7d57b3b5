import { Refusal } from '../../core/refusals/refusal.js';
import { congestionRetrySeconds } from '../../core/refusals/retry-after.js';
import type { MonotonicClock } from '../../core/shared/durations.js';
import type { AccountId } from '../../core/shared/ids.js';
import { networkOf } from '../../core/shared/network-of.js';
import { FairQueue, type QueueQuotaKey } from '../../crypto/secrets/fair-queue.js';

/**
 * The maximum in flight of users' statements. Each may wait for a lock, and all requests share the
 * connections.
 */
const concurrency = 2;
const waitingMax = 64;
/**
 * The longest wait for a turn; a later one is refused. Behind a locked account, requests would
 * otherwise wait longer than NGINX does.
 */
const waitMsMax = 1000;

/**
 * Records come first: the password or refresh token was right, and the slow hash is paid for. Then
 * refreshes, since only a token that the gateway made gets here. A name and password is any text
 * that an attacker sends, so logins come last, with every fourth turn that refreshes leave.
 */
const classes = [
  { name: 'record', turnsInARow: 3 },
  { name: 'refresh', turnsInARow: 3 },
  { name: 'login', turnsInARow: 1 },
] as const;
type StatementClass = (typeof classes)[number]['name'];

/** A statement that reads, of a request from `address`. */
export interface UserRead {
  readonly grant: 'refresh' | 'login';
  readonly address: string | null;
}

/**
 * Limits the statements for users that are in flight, those that read and those that record
 * together. A caller that locks an account, while requests for its users arrive, blocks at most two
 * connections of the process, and no client's token.
 *
 * Attack: passwords from many addresses, faster than the database reads users. `FairQueue` gives the
 * places and turns by address, as it does for the slow hash behind it.
 */
export class UserStatementLimiter {
  readonly #queue = new FairQueue<StatementClass>({
    ...{ classes, concurrency, waitingMax, perQuotaKeyMax: waitingMax },
    ...{ what: "users' statements", retryAfterSeconds: congestionRetrySeconds },
  });
  #unaddressed = 0;

  constructor(private readonly monotonicClock: MonotonicClock) {}

  /**
   * Returns the result of `work`. Throws `Refusal('overloaded')` when it loses its place to another
   * address, or when its turn comes too late.
   */
  read<T>({ grant, address }: UserRead, work: () => Promise<T>): Promise<T> {
    return this.run({ workClass: grant, quotaOwner: this.quotaOwnerOf(address) }, work);
  }

  /**
   * Returns whether `work` recorded a token for a user of this account. If it did, the attempts of
   * the address are forgotten: users behind it know their passwords.
   */
  async record(
    { accountId, address }: { readonly accountId: AccountId; readonly address: string | null },
    work: () => Promise<boolean>,
  ): Promise<boolean> {
    // By account: one that is locked takes turns with the others, wherever its users are.
    const quotaKey = { workClass: 'record', quotaOwner: `account ${accountId}` } as const;
    const recorded = await this.run(quotaKey, work);
    if (!recorded) return false;
    this.#queue.forgetAttempts(quotaKey);
    for (const workClass of ['refresh', 'login'] as const)
      this.#queue.forgetAttempts({ workClass, quotaOwner: this.quotaOwnerOf(address) });
    return true;
  }

  private run<T>(quotaKey: QueueQuotaKey<StatementClass>, work: () => Promise<T>): Promise<T> {
    const sinceMs = this.monotonicClock();
    return this.#queue.run(quotaKey, () => {
      if (this.monotonicClock() - sinceMs > waitMsMax) throw tooLate();
      return work();
    });
  }

  /** Over a Unix socket nothing tells users apart: each statement counts by itself. */
  private quotaOwnerOf(address: string | null): string {
    if (address !== null) return `address ${networkOf(address)}`;
    this.#unaddressed += 1;
    return `statement ${String(this.#unaddressed)}`;
  }
}

const tooLate = (): Refusal =>
  new Refusal('overloaded', "users' statements: the turn came too late", {
    retryAfterSeconds: congestionRetrySeconds,
  });
