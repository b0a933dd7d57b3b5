import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { CurrentRoutes } from '../auth-request/current-routes.js';
import { Readiness } from '../core/shared/readiness.js';
import { KeyRing } from '../crypto/tokens/key-ring.js';
import type { AuditCheck } from '../management/audit/audit-check.js';
import { ClientReadHealth } from '../storage/hot-path/client-read-health.js';
import { RecordHealth } from '../storage/hot-path/record-health.js';
import { RevocationFeed } from '../storage/hot-path/revocation-feed.js';
import { AssertionCleanup } from '../storage/maintenance/assertion-cleanup.js';
import { ClockAgreement } from '../storage/maintenance/clock-agreement.js';
import { DatabaseLoginRights } from '../storage/maintenance/database-login-rights.js';
import { DatabaseLoginSettingsCheck } from '../storage/maintenance/database-login-settings-check.js';
import { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';
import { FamilyCleanup } from '../storage/maintenance/family-cleanup.js';
import { MissingProcessCleanup } from '../storage/maintenance/missing-process-cleanup.js';
import { Partitions } from '../storage/maintenance/partitions.js';
import { PepperCheck } from '../storage/maintenance/pepper-check.js';
import { ProcessHeartbeat } from '../storage/maintenance/process-heartbeat.js';
import { RefusedChangeSummaries } from '../storage/maintenance/refused-change-summaries.js';
import { RevocationCleanup } from '../storage/maintenance/revocation-cleanup.js';
import { SchemaCheck } from '../storage/maintenance/schema-check.js';
import { TokenRequestCountCleanup } from '../storage/maintenance/token-request-count-cleanup.js';
import { DatabaseChecks } from './database-checks.js';
import type { MaintenanceJobs } from './job.js';
import { JobFailures } from './job-failures.js';
import { Maintenance, type Notices } from './maintenance.js';
import { IssuingMaintenance, PartitionMaintenance } from './partition-maintenance.js';
import { ProcessReadiness } from './process-readiness.js';
import { Scheduler } from './scheduler.js';

type CheckParts = [SchemaCheck, PepperCheck, DatabaseLoginSettingsCheck, DatabaseLoginRights];
type SchedulerParts = [DatabaseChecks, KeyRing, RevocationFeed, CurrentRoutes, MaintenanceJobs];
const maintenanceParts = [
  Partitions,
  FamilyCleanup,
  RevocationCleanup,
  RefusedChangeSummaries,
  AssertionCleanup,
  TokenRequestCountCleanup,
  MissingProcessCleanup,
  ClockAgreement,
  ExpiryCounter,
  ProcessHeartbeat,
] as const;
/** What Nest gives for a list of classes, in the order of the list. */
type InstancesOf<Classes extends readonly (abstract new (...parts: never) => unknown)[]> = {
  -readonly [Place in keyof Classes]: InstanceType<Classes[Place]>;
};
type MaintenanceParts = InstancesOf<typeof maintenanceParts>;
const maintenanceJobs = Symbol('MaintenanceJobs');
type ReadinessParts = ConstructorParameters<typeof ProcessReadiness>;

/** What the jobs are given by the process. */
interface ProcessParts {
  /** `null` in a process that only issues tokens, which maintains less. */
  readonly audit: AuditCheck | null;
  /** `null`: no notices are sent. */
  readonly notices: Notices | null;
  readonly failures: JobFailures;
  readonly log: Logger;
}

const jobsOf = (
  [partitions, families, revocations, refusedChanges, assertions, ...rest]: MaintenanceParts,
  { audit, notices, log }: ProcessParts,
): MaintenanceJobs => {
  const [requestCounts, processes, clockAgreement, expiring, heartbeat] = rest;
  const maintained = new PartitionMaintenance(partitions, log);
  if (!audit) return new IssuingMaintenance(maintained, heartbeat);
  const ended = {
    clockAgreement,
    families,
    revocations,
    refusedChanges,
    assertions,
    requestCounts,
    processes,
  };
  return new Maintenance({ partitions: maintained, heartbeat }, ended, expiring, audit, notices, log);
};

/**
 * Wires the scheduler, its maintenance jobs and the readiness of this process.
 *
 * This folder owns the work beside the requests; it must never delay or end a request.
 */
@Module({})
export class JobsModule {
  static with(parts: ProcessParts): DynamicModule {
    const { log, failures } = parts;
    return {
      module: JobsModule,
      global: true,
      providers: [
        {
          provide: maintenanceJobs,
          useFactory: (...used: MaintenanceParts) => jobsOf(used, parts),
          inject: [...maintenanceParts],
        },
        {
          provide: DatabaseChecks,
          useFactory: (...parts: CheckParts) => new DatabaseChecks(...parts, log),
          inject: [SchemaCheck, PepperCheck, DatabaseLoginSettingsCheck, DatabaseLoginRights],
        },
        {
          provide: Scheduler,
          useFactory: (...parts: SchedulerParts) => new Scheduler(...parts, failures),
          inject: [DatabaseChecks, KeyRing, RevocationFeed, CurrentRoutes, maintenanceJobs],
        },
        {
          provide: ProcessReadiness,
          useFactory: (...parts: ReadinessParts) => new ProcessReadiness(...parts),
          inject: [SchemaCheck, KeyRing, Partitions, RevocationFeed, RecordHealth, ClientReadHealth],
        },
        { provide: Readiness, useExisting: ProcessReadiness },
      ],
      exports: [Scheduler, ProcessReadiness, Readiness],
    };
  }
}
