import type { AccountId } from '../shared/ids.js';

/** How much one account may change by self-service, each day of UTC. */
export interface ChangeLimits {
  readonly changesPerDay: number;
  readonly refusedPerDay: number;
}

/**
 * `ChangeBudget`: what an account may still change today. Every change leaves an event that is kept
 * permanently, so without a limit a merchant could fill the database. Throws
 * `ManagementError('unavailable')`.
 */
export abstract class ChangeBudget {
  /** Counts one change. Throws `RateLimited` until tomorrow when none is left. */
  abstract consume(account: AccountId): Promise<void>;
  /**
   * Counts one refusal. Resolves to whether it may be recorded in the audit trail: a refusal beyond
   * the limit is counted alone.
   */
  abstract countRefusedChange(account: AccountId): Promise<boolean>;
  /**
   * Counts one revocation, which is never refused for its number. Resolves to whether it leaves an
   * event even if it changes nothing.
   */
  abstract countRevocation(account: AccountId): Promise<boolean>;
}
