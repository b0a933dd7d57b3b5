import type { Logger } from 'pino';
import type { EndedFamilies } from './storage/ended-families.js';
import type { EndedRevocations } from './storage/ended-revocations.js';
import { partitionDaysAhead, type Partitions } from './storage/partitions.js';
import type { PepperGuard } from './storage/pepper-guard.js';

/** What keeps the tables as they should be, or says that they are not: now and then, beside the requests. */
export class Chores {
  constructor(
    private readonly partitions: Partitions,
    private readonly peppers: PepperGuard,
    private readonly families: EndedFamilies,
    private readonly revocations: EndedRevocations,
    private readonly log: Logger,
  ) {}

  /** Throws `Unusable` when no secret could be checked; where only some cannot, those that can still get their tokens. */
  checkPeppers(): Promise<void> {
    return this.peppers.check();
  }

  async keepPartitions(): Promise<void> {
    for (const { action, partition } of await this.partitions.maintain()) {
      this.log.info({ action, partition }, 'partition');
    }
    const daysAhead = await this.partitions.daysAhead();
    if (daysAhead >= partitionDaysAhead) return;
    this.log.error(
      { daysAhead, wanted: partitionDaysAhead },
      'fewer partitions ahead than wanted: when they run out, no token can be issued',
    );
  }

  /** What has come to its end and opens or ends nothing any more. */
  async clearEnded(): Promise<void> {
    const logins = await this.families.clear();
    const revocations = await this.revocations.clear();
    if (logins + revocations > 0) this.log.info({ logins, revocations }, 'cleared what had ended');
  }
}
