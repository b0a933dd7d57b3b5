import { LRUCache } from 'lru-cache';
import { Refusal } from '../../core/refusals/refusal.js';
import { dayMs, type MonotonicClock } from '../../core/shared/durations.js';
import type { AccountId } from '../../core/shared/ids.js';
import { TokenBudget } from '../../core/tokens/token-budget.js';

/** Some 100 bytes each. */
const accountsMax = 20_000;

/**
 * Counts tokens in this process: a counter in the database would be one more row to lock for all tokens
 * of an account. A budget is full at first and fills up evenly, so that an account that spent it gets
 * tokens all the same, as many as the day has on average (the generic cell rate algorithm).
 */
export class LruTokenBudget extends TokenBudget {
  /**
   * When the budget of an account will be full again. Only an account that got a token has an entry, and
   * the one that got none for longest goes first.
   */
  readonly #fullAtMs: LRUCache<AccountId, number>;
  readonly #tokenMs: number;

  /** `perDay` 0: without a limit. */
  constructor(
    private readonly monotonicClock: MonotonicClock,
    private readonly perDay: number,
    remembered = accountsMax,
  ) {
    super();
    this.#tokenMs = perDay > 0 ? dayMs / perDay : 0;
    this.#fullAtMs = new LRUCache({ max: remembered });
  }

  take(account: AccountId): void {
    if (this.perDay === 0) return;
    const nowMs = this.monotonicClock();
    const fullAtMs = Math.max(this.#fullAtMs.get(account) ?? nowMs, nowMs) + this.#tokenMs;
    const tooEarlyMs = fullAtMs - nowMs - dayMs;
    // A thousandth of a token: the sum of many fractions is not exact.
    if (tooEarlyMs > this.#tokenMs / 1000) throw spent(account, this.perDay, Math.ceil(tooEarlyMs / 1000));
    this.#fullAtMs.set(account, fullAtMs);
  }
}

const spent = (accountId: AccountId, perDay: number, retryAfterSeconds: number): Refusal =>
  new Refusal(
    'token_budget_spent',
    `account ${accountId} got more than ${String(perDay)} tokens a day in this process (PORTARIA_ACCOUNT_TOKENS_PER_DAY)`,
    { retryAfterSeconds },
  ).concerning({ clientId: null, certificate: null, accountId });
