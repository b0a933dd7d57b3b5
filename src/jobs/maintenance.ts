import type { Logger } from 'pino';
import type { AuditCheck } from '../management/audit/audit-check.js';
import type { EndedFamilies } from '../storage/maintenance/ended-families.js';
import type { EndedRefusalCounts } from '../storage/maintenance/ended-refusal-counts.js';
import type { EndedRevocations } from '../storage/maintenance/ended-revocations.js';
import type { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';
import { partitionDaysAhead, type Partitions } from '../storage/maintenance/partitions.js';

/** `EndedRows`: what is deleted, or counted, once it has ended. */
export interface EndedRows {
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
    private readonly partitions: Partitions,
    private readonly ended: EndedRows,
    private readonly expiring: ExpiryCounter,
    private readonly audit: AuditCheck,
    private readonly log: Logger,
  ) {}

  async maintainPartitions(): Promise<void> {
    for (const { action, partition } of await this.partitions.maintain()) {
      this.log.info({ action, partition }, 'partition');
    }
    for (const difference of await this.partitions.retentionDifferences()) {
      this.log.warn(
        difference,
        'a retention setting differs from the database: run portaria migrate with it',
      );
    }
    const daysAhead = await this.partitions.daysAhead();
    if (daysAhead >= partitionDaysAhead) return;
    this.log.error(
      { daysAhead, wanted: partitionDaysAhead },
      'fewer partitions ahead than wanted: when they run out, no token can be issued',
    );
  }

  /** Counts for the metrics what expires soon, so that a scrape asks the database nothing. */
  countExpiring(): Promise<void> {
    return this.expiring.count();
  }

  /** Deletes token families and revocations that have ended and affect nothing any more. */
  async clearEnded(): Promise<void> {
    const logins = await this.ended.families.clear();
    const revocations = await this.ended.revocations.clear();
    if (logins + revocations > 0) this.log.info({ logins, revocations }, 'cleared what had ended');
  }

  /** Writes into the audit trail how often like refusals were repeated, once their hour is over. */
  async endRefusalCounts(): Promise<void> {
    await this.ended.refusalCounts.end();
  }

  /** Verifies the audit trail for the metrics, when it is time. */
  async lookAtAudit(signal: AbortSignal): Promise<void> {
    if (!(await this.audit.checkIfDue(signal)) || !this.audit.state) return;
    const { holds, unexplained } = this.audit.state;
    if (!holds || unexplained > 0)
      this.log.error({ holds, unexplained }, 'the audit trail does not hold: run portaria audit verify');
  }
}
