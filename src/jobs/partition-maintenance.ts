import type { Logger } from 'pino';
import {
  type PartitionChange,
  partitionDaysAhead,
  type Partitions,
} from '../storage/maintenance/partitions.js';
import type { ProcessHeartbeat } from '../storage/maintenance/process-heartbeat.js';
import { heartbeatJob, type Job, type MaintenanceJobs, partitionJob } from './job.js';

/** Maintains the day partitions, and warns when there are too few. */
export class PartitionMaintenance {
  constructor(
    private readonly partitions: Partitions,
    private readonly log: Logger,
  ) {}

  /** Creates partitions ahead, and drops those that are older than their retention. */
  async maintain(): Promise<void> {
    await this.andWarn(() => this.maintainAll());
  }

  private async maintainAll(): Promise<void> {
    this.logAll(await this.partitions.maintain());
    for (const difference of await this.partitions.retentionDifferences()) {
      this.log.warn(
        difference,
        'a retention setting differs from the database: run portaria migrate with it',
      );
    }
  }

  /** Creates partitions ahead, and drops none. */
  async createAhead(): Promise<void> {
    await this.andWarn(async () => {
      this.logAll(await this.partitions.createAhead());
    });
  }

  private logAll(changes: readonly PartitionChange[]): void {
    for (const { action, partition } of changes)
      if (action === 'not attached')
        this.log.error(
          { action, partition },
          'a table has the name of a partition and cannot become one: run portaria migrate, which says why',
        );
      else this.log.info({ action, partition }, `partition ${action}`);
  }

  /** Returns whether a partition was found missing since this was last asked. */
  takeMissing(): boolean {
    return this.partitions.takeMissing();
  }

  /** Warns also when the work failed: that it fails day by day is how partitions run out. */
  private async andWarn(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      await this.warnOfFewAhead();
    }
  }

  private async warnOfFewAhead(): Promise<void> {
    const daysAhead = await this.partitions.daysAhead();
    if (daysAhead >= partitionDaysAhead) return;
    this.log.error(
      { daysAhead, wanted: partitionDaysAhead },
      'fewer partitions exist ahead than required: when they run out, no token can be issued',
    );
  }
}

/**
 * The maintenance by a process that only issues tokens. It creates partitions, so that tokens can be
 * issued for as long as no process with `PORTARIA_ROLE=manage` runs; it deletes nothing.
 */
export class IssuingMaintenance implements MaintenanceJobs {
  constructor(
    private readonly partitions: PartitionMaintenance,
    private readonly heartbeat: ProcessHeartbeat,
  ) {}

  jobs(): readonly Job[] {
    return [
      heartbeatJob(() => this.heartbeat.record()),
      partitionJob(
        () => this.partitions.createAhead(),
        () => this.partitions.takeMissing(),
      ),
    ];
  }
}
