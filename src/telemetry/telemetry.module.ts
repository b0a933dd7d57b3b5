import { type DynamicModule, Module } from '@nestjs/common';
import { CurrentRoutes } from '../auth-request/current-routes.js';
import { Readiness } from '../core/shared/readiness.js';
import type { AuditState, DatabasePools, JobFailure, NoticeLoad } from '../core/shared/service-load.js';
import type { SpanLoad } from '../core/shared/tracing.js';
import { AuthRequestMeter } from '../core/tokens/auth-request-meter.js';
import { SlowHash } from '../crypto/secrets/slow-hash.js';
import { KeyRing } from '../crypto/tokens/key-ring.js';
import { CachedKeySets } from '../remote-keys/cached-key-sets.js';
import { DatabaseClock } from '../storage/hot-path/database-clock.js';
import { HotPathLoad } from '../storage/hot-path/hot-path-load.js';
import { PostgresRefusalLog } from '../storage/hot-path/postgres-refusal-log.js';
import { RevocationFeed } from '../storage/hot-path/revocation-feed.js';
import { ExpiryCounter } from '../storage/maintenance/expiry-counter.js';
import { Partitions } from '../storage/maintenance/partitions.js';
import { ProcessHeartbeat } from '../storage/maintenance/process-heartbeat.js';
import type { ServiceLoad } from './load-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { type AuthRequestState, Metrics } from './metrics.js';

const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

const verificationStateOf = (
  feed: RevocationFeed,
  ring: KeyRing,
  routes: CurrentRoutes,
  readiness: Readiness,
): AuthRequestState => ({
  revocationStalenessSeconds: () => inSeconds(feed.stalenessMs),
  knownRevocations: () => feed.count,
  keyRingStalenessSeconds: () => inSeconds(ring.stalenessMs),
  canVerify: () => readiness.toVerify().status === 'ok',
  routeStalenessSeconds: () => inSeconds(routes.stalenessMs),
  routes: () => routes.count,
  routesAreSound: () => routes.isSound,
});

/** The last verification of the audit trail. */
interface AuditCheckState {
  readonly state: AuditState | null;
}

/** What management and the jobs add to the metrics. */
interface AddedLoad {
  readonly version: string;
  readonly audit: AuditCheckState;
  readonly pools: DatabasePools;
  readonly notices: (() => NoticeLoad) | null;
  readonly spans: (() => SpanLoad) | null;
  readonly jobFailures: () => readonly JobFailure[];
}

type LoadParts = [
  HotPathLoad,
  SlowHash,
  DatabaseClock,
  ExpiryCounter,
  Partitions,
  CachedKeySets,
  ProcessHeartbeat,
  PostgresRefusalLog,
];

const serviceLoadOf = ([
  hotPath,
  slow,
  clock,
  expiring,
  partitions,
  keySets,
  heartbeat,
  refusals,
]: LoadParts): Omit<ServiceLoad, 'version' | 'audit' | 'pools' | 'notices' | 'spans' | 'jobFailures'> => ({
  batch: (name) => hotPath.batch(name),
  slowHashes: () => slow.load,
  clockDifferenceSeconds: () => inSeconds(clock.differenceMs),
  clockStepsBack: () => clock.stepsBack,
  expiring: () => expiring.counts,
  partitionsEndSeconds: () => partitions.endsAtSeconds,
  keySets: () => keySets.load,
  differingSettings: () => heartbeat.differingSettings,
  refusalsWaitingSeconds: () => refusals.failingMs / 1000,
});

const [verificationState, serviceLoad] = [Symbol('VerificationState'), Symbol('ServiceLoad')];

/**
 * The log and the metrics.
 *
 * This folder owns how events and figures leave the process. It must never show a secret, a token
 * or anything that identifies a client in a metric, or be reachable through NGINX.
 */
@Module({})
export class TelemetryModule {
  static with({ version, audit, pools, notices, spans, jobFailures }: AddedLoad): DynamicModule {
    return {
      module: TelemetryModule,
      global: true,
      controllers: [MetricsController],
      providers: [
        {
          provide: verificationState,
          useFactory: (...parts: Parameters<typeof verificationStateOf>) => verificationStateOf(...parts),
          inject: [RevocationFeed, KeyRing, CurrentRoutes, Readiness],
        },
        {
          provide: serviceLoad,
          useFactory: (...parts: LoadParts): ServiceLoad => ({
            ...serviceLoadOf(parts),
            audit: () => audit.state,
            pools: { ...parts[0].pools, ...pools },
            notices,
            spans,
            jobFailures: jobFailures,
            version,
          }),
          inject: [
            HotPathLoad,
            SlowHash,
            DatabaseClock,
            ExpiryCounter,
            Partitions,
            CachedKeySets,
            ProcessHeartbeat,
            PostgresRefusalLog,
          ],
        },
        {
          provide: Metrics,
          useFactory: (state: AuthRequestState, load: ServiceLoad) => new Metrics(state, load),
          inject: [verificationState, serviceLoad],
        },
        { provide: AuthRequestMeter, useExisting: Metrics },
      ],
      exports: [AuthRequestMeter],
    };
  }
}
