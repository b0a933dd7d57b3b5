import type { AccountId } from '../shared/ids.js';

/**
 * `TokenBudget`: how many tokens an account gets. Each token leaves a record that is kept for weeks, so
 * without a limit one merchant within the rate limits of NGINX could fill the disk.
 */
export abstract class TokenBudget {
  /**
   * Takes one token of the account's budget. Throws `Refusal('token_budget_spent')`, with the seconds
   * after which there is one again.
   */
  abstract take(account: AccountId): void;
}
