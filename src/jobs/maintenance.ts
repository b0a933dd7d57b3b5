import type { Logger } from 'pino';
import type { EndedFamilies } from '../storage/maintenance/ended-families.js';
import type { EndedRefusalCounts } from '../storage/maintenance/ended-refusal-counts.js';
import type { EndedRevocations } from '../storage/maintenance/ended-revocations.js';
import type { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';
import { partitionDaysAhead, type Partitions } from '../storage/maintenance/partitions.js';
import type { PepperCheck } from '../storage/maintenance/pepper-check.js';

/** `MaintenanceParts`: what is maintained, each part with its own statements. */
export interface MaintenanceParts {
  readonly partitions: Partitions;
  readonly peppers: PepperCheck;
  readonly expiring: ExpiryCounter;
  readonly families: EndedFamilies;
  readonly revocations: EndedRevocations;
  readonly refusalCounts: EndedRefusalCounts;
}

/**
 * The maintenance of the tables beside the requests, and the warnings when it fails.
 *
 * Must never delete anything that still permits or ends something.
 */
export class Maintenance {
  constructor(
    private readonly parts: MaintenanceParts,
    private readonly log: Logger,
  ) {}

  /**
   * Throws `StartupError` when no secret can be checked. Where only some cannot, the clients with the
   * others still get their tokens.
   */
  checkPeppers(): Promise<void> {
    return this.parts.peppers.check();
  }

  async maintainPartitions(): Promise<void> {
    for (const { action, partition } of await this.parts.partitions.maintain()) {
      this.log.info({ action, partition }, 'partition');
    }
    for (const difference of await this.parts.partitions.retentionDifferences()) {
      this.log.warn(
        difference,
        'a retention setting differs from the database: run portaria migrate with it',
      );
    }
    const daysAhead = await this.parts.partitions.daysAhead();
    if (daysAhead >= partitionDaysAhead) return;
    this.log.error(
      { daysAhead, wanted: partitionDaysAhead },
      'fewer partitions ahead than wanted: when they run out, no token can be issued',
    );
  }

  /** Counts for the metrics what expires soon, so that a scrape asks the database nothing. */
  countExpiring(): Promise<void> {
    return this.parts.expiring.count();
  }

  /** Deletes token families and revocations that have ended and affect nothing any more. */
  async clearEnded(): Promise<void> {
    const logins = await this.parts.families.clear();
    const revocations = await this.parts.revocations.clear();
    if (logins + revocations > 0) this.log.info({ logins, revocations }, 'cleared what had ended');
  }

  /** Writes into the audit trail how often like refusals were repeated, once their hour is over. */
  async endRefusalCounts(): Promise<void> {
    await this.parts.refusalCounts.end();
  }
}
