import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Readiness } from '../core/shared/readiness.js';
import { KeyRing } from '../crypto/key-ring.js';
import { RoutesInForce } from '../gateway/routes-in-force.js';
import { RevocationFeed } from '../storage/hot-path/revocation-feed.js';
import { EndedFamilies } from '../storage/maintenance/ended-families.js';
import { EndedRefusalCounts } from '../storage/maintenance/ended-refusal-counts.js';
import { EndedRevocations } from '../storage/maintenance/ended-revocations.js';
import { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';
import { Partitions } from '../storage/maintenance/partitions.js';
import { PepperCheck } from '../storage/maintenance/pepper-check.js';
import { SchemaCheck } from '../storage/maintenance/schema-check.js';
import { Maintenance, type MaintenanceParts } from './maintenance.js';
import { ProcessReadiness } from './process-readiness.js';
import { Scheduler } from './scheduler.js';

type SchedulerParts = [SchemaCheck, KeyRing, RevocationFeed, RoutesInForce, Maintenance];
type ReadinessParts = ConstructorParameters<typeof ProcessReadiness>;

const maintenanceInjected = [
  ...[Partitions, PepperCheck, ExpiryCounter],
  ...[EndedFamilies, EndedRevocations, EndedRefusalCounts],
];
type MaintenanceInjected = [
  ...[Partitions, PepperCheck, ExpiryCounter],
  ...[EndedFamilies, EndedRevocations, EndedRefusalCounts],
];

const maintenanceParts = ([
  partitions,
  peppers,
  expiring,
  families,
  revocations,
  refusalCounts,
]: MaintenanceInjected): MaintenanceParts => ({
  ...{ partitions, peppers, expiring },
  ...{ families, revocations, refusalCounts },
});

/**
 * Wires the scheduler, its maintenance jobs and the readiness of this process.
 *
 * This folder owns the work beside the requests; it must never delay or end a request.
 */
@Module({})
export class JobsModule {
  static with(log: Logger): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [
        {
          provide: Maintenance,
          useFactory: (...parts: MaintenanceInjected) => new Maintenance(maintenanceParts(parts), log),
          inject: maintenanceInjected,
        },
        {
          provide: Scheduler,
          useFactory: (...parts: SchedulerParts) => new Scheduler(...parts, log),
          inject: [SchemaCheck, KeyRing, RevocationFeed, RoutesInForce, Maintenance],
        },
        {
          provide: ProcessReadiness,
          useFactory: (...parts: ReadinessParts) => new ProcessReadiness(...parts),
          inject: [SchemaCheck, KeyRing, Partitions, RevocationFeed],
        },
        { provide: Readiness, useExisting: ProcessReadiness },
      ],
      exports: [Scheduler, ProcessReadiness, Readiness],
    };
  }
}
