import type { Logger } from 'pino';
import { hourMs } from '../core/shared/durations.js';
import type { AuditCheck } from '../management/audit/audit-check.js';
import type { AssertionCleanup } from '../storage/maintenance/assertion-cleanup.js';
import type { ClockAgreement } from '../storage/maintenance/clock-agreement.js';
import type { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';
import type { FamilyCleanup } from '../storage/maintenance/family-cleanup.js';
import type { MissingProcessCleanup } from '../storage/maintenance/missing-process-cleanup.js';
import type { ProcessHeartbeat } from '../storage/maintenance/process-heartbeat.js';
import type { RefusedChangeSummaries } from '../storage/maintenance/refused-change-summaries.js';
import type { RevocationCleanup } from '../storage/maintenance/revocation-cleanup.js';
import type { TokenRequestCountCleanup } from '../storage/maintenance/token-request-count-cleanup.js';
import { heartbeatJob, type Job, type MaintenanceJobs, partitionJob } from './job.js';
import type { PartitionMaintenance } from './partition-maintenance.js';

const endedEveryMs = hourMs;
/** Often enough that no hour passes unnoted. */
const hoursEveryMs = hourMs / 4;
const expiringEveryMs = 10 * 60_000;
const refusedChangeSummariesEveryMs = 60_000;
const noticesEveryMs = 60_000;
/** How often it is asked whether a verification is due. */
const auditEveryMs = 5000;

/** `SharedMaintenance`: what a process of each role maintains, in its own way. */
export interface SharedMaintenance {
  readonly partitions: PartitionMaintenance;
  readonly heartbeat: ProcessHeartbeat;
}

/** `EndedRows`: what is deleted, or counted, once it has ended. */
export interface EndedRows {
  readonly clockAgreement: ClockAgreement;
  readonly families: FamilyCleanup;
  readonly revocations: RevocationCleanup;
  readonly assertions: AssertionCleanup;
  readonly requestCounts: TokenRequestCountCleanup;
  readonly processes: MissingProcessCleanup;
  readonly refusedChanges: RefusedChangeSummaries;
}

/** `Notices`: stores the notices that are due and has them sent. */
export interface Notices {
  run(): Promise<void>;
}

/**
 * The maintenance of the tables beside the requests, and the warnings when it fails.
 *
 * Must never delete anything that still permits or ends something.
 */
export class Maintenance implements MaintenanceJobs {
  constructor(
    private readonly always: SharedMaintenance,
    private readonly ended: EndedRows,
    private readonly expiring: ExpiryCounter,
    private readonly audit: AuditCheck,
    private readonly notices: Notices | null,
    private readonly log: Logger,
  ) {}

  jobs(stopping: AbortSignal): readonly Job[] {
    return [
      heartbeatJob(() => this.always.heartbeat.record()),
      {
        name: 'clock agreement',
        everyMs: hoursEveryMs,
        atStart: true,
        run: () => this.recordClockAgreement(),
      },
      // First: it drops none where it creates some.
      {
        name: 'dropping old partitions',
        everyMs: endedEveryMs,
        atStart: true,
        run: () => this.always.partitions.maintain(),
      },
      partitionJob(
        () => this.always.partitions.createAhead(),
        () => this.always.partitions.takeMissing(),
      ),
      {
        name: 'counting what expires soon',
        everyMs: expiringEveryMs,
        atStart: true,
        // Counted for the metrics, so that a scrape asks the database nothing.
        run: () => this.expiring.count(),
      },
      { name: 'deleting expired rows', everyMs: endedEveryMs, run: () => this.clearEnded() },
      {
        name: 'recording the summaries of refused changes',
        everyMs: refusedChangeSummariesEveryMs,
        run: () => this.writeRefusedChangeSummaries(),
      },
      ...this.noticeJobs(),
      { name: 'verifying the audit trail', everyMs: auditEveryMs, run: () => this.verifyAudit(stopping) },
    ];
  }

  private noticeJobs(): readonly Job[] {
    const { notices } = this;
    return notices
      ? [{ name: 'delivering the notices', everyMs: noticesEveryMs, run: () => notices.run() }]
      : [];
  }

  /** What has ended is deleted a day of noted hours later. */
  private async recordClockAgreement(): Promise<void> {
    if (await this.ended.clockAgreement.record()) return;
    this.log.warn(
      'what has ended is kept: the clock of this process differs from the clock of the database by more than 5 minutes',
    );
  }

  /** Deletes token families, revocations, used assertions, counts and heartbeats that affect nothing any more. */
  private async clearEnded(): Promise<void> {
    const refreshFamilies = await this.ended.families.clear();
    const revocations = await this.ended.revocations.clear();
    const assertions = await this.ended.assertions.clear();
    const requestCounts = await this.ended.requestCounts.clear();
    const processes = await this.ended.processes.clear();
    const deleted = { refreshFamilies, revocations, assertions, requestCounts, processes };
    if (Object.values(deleted).some((count) => count > 0))
      this.log.info(deleted, 'expired records were deleted');
  }

  /** Writes into the audit trail how often the same change was refused, once their hour is over. */
  private async writeRefusedChangeSummaries(): Promise<void> {
    await this.ended.refusedChanges.writeDue();
  }

  /** Verifies the audit trail for the metrics, when it is time. */
  private async verifyAudit(signal: AbortSignal): Promise<void> {
    if (!(await this.audit.checkIfDue(signal)) || !this.audit.state) return;
    const { chainValid, unexplained } = this.audit.state;
    if (!chainValid || unexplained > 0)
      this.log.error(
        { chainValid, unexplained },
        'the verification of the audit trail failed: run portaria audit verify',
      );
  }
}
