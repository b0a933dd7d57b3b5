import { hostname } from 'node:os';
import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { migrations } from '../../migrations/list.js';
import product from '../../package.json' with { type: 'json' };
import { ApiDocumentsModule } from '../api-documents/api-documents.module.js';
import { AuthModule } from '../auth/auth.module.js';
import type { TokenSettings } from '../auth/grant-policy.js';
import { AuthRequestModule } from '../auth-request/auth-request.module.js';
import { CurrentRoutes } from '../auth-request/current-routes.js';
import type { Config } from '../config/config.js';
import { sharedSettings } from '../config/shared-settings.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import type { ProcessSettings } from '../core/overview/process-settings.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import { servesIssuance, servesManagement } from '../core/shared/process-role.js';
import type { Tracing } from '../core/shared/tracing.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import { CryptoModule } from '../crypto/crypto.module.js';
import { proxySecretDigests } from '../crypto/proxy-secret-digests.js';
import { randomProcessId } from '../crypto/random-process-id.js';
import { masterKeyIdOf } from '../crypto/sealer.js';
import { HttpModule } from '../http/http.module.js';
import { JobFailures } from '../jobs/job-failures.js';
import { JobsModule } from '../jobs/jobs.module.js';
import type { KeySetAccess } from '../remote-keys/https-key-set-fetcher.js';
import { RemoteKeysModule } from '../remote-keys/remote-keys.module.js';
import type { ClockEvents } from '../storage/hot-path/database-clock.js';
import type { RefusalLogEvents } from '../storage/hot-path/postgres-refusal-log.js';
import type { WriteEvents } from '../storage/hot-path/write-behind.js';
import type { HeartbeatEvents } from '../storage/maintenance/process-heartbeat.js';
import { StorageModule } from '../storage/storage.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { apiDocumentsFolder } from './api-documents-folder.js';
import type { ManagementPart } from './management-part.js';
import { sha256 } from './sha256.js';

/**
 * `AppDependencies`: the dependencies that tests may replace: time, randomness and the destination of
 * the log. Nothing else is ever faked.
 */
export interface AppDependencies {
  readonly log: Logger;
  readonly monotonicClock: MonotonicClock;
  /** The clock of this machine. */
  readonly processClock: () => number;
  /** Replaces the database's time as the time of issue, in tests. */
  readonly issuingClock?: (databaseMs: number) => number;
  readonly tokenIds?: TokenIdGenerator;
  /** How the key sets of clients are reached; the internet by default. */
  readonly keySetAccess?: KeySetAccess;
}

/**
 * The application: every module, with the adapters behind the ports.
 *
 * This folder owns the composition of the application, and is the only place that sees all of its
 * modules; it must never contain a rule.
 */
@Module({})
export class AppModule {
  /** `tracing`: `null` where this process makes no traces. */
  static async with(
    config: Config,
    dependencies: AppDependencies,
    tracing: Tracing | null = null,
  ): Promise<DynamicModule> {
    const { log, monotonicClock, processClock, issuingClock = null } = dependencies;
    const failures = new JobFailures(log, monotonicClock);
    const events = {
      refusalEvents: refusalEventsOf(log, monotonicClock),
      writeEvents: (job: string) => writeEventsOf(failures, job),
      clockEvents: clockEventsOf(log),
      heartbeatEvents: heartbeatEventsOf(log),
    };
    const contracts = ContractsModule.settings(config.tokens);
    const management = await managementOf(config, contracts, { ...dependencies, tracing });
    const { audit = null, notices = null } = management ?? {};
    const routes = routesOf(config, monotonicClock);
    const described = {
      ...{ id: randomProcessId(), host: hostname(), role: config.role, version: product.version },
      settings: comparedSettings(config),
      routeTables: () => routes.digest,
    };
    return {
      module: AppModule,
      imports: [
        StorageModule.with(config, {
          ...{ ...events, described, knownMigrations, processClock, monotonicClock, issuingClock, tracing },
        }),
        CryptoModule.with(config, monotonicClock, dependencies.tokenIds),
        RemoteKeysModule.with(monotonicClock, dependencies.keySetAccess),
        HttpModule.with(config, log, processClock),
        AuthModule.with({ ...config.tokens, contracts }, config.realm),
        ContractsModule.with(config, management?.tokenRevoker ?? null),
        ...(management?.modules ?? []),
        ApiDocumentsModule.with(apiDocumentsFolder()),
        AuthRequestModule.with(config, routes),
        TelemetryModule.with({
          version: product.version,
          audit: audit ?? { state: null },
          pools: management?.pools ?? {},
          notices: notices?.load ?? null,
          spans: tracing && (() => tracing.load),
          jobFailures: () => failures.failures,
        }),
        JobsModule.with({ audit, notices, failures, log }),
      ],
    };
  }
}

const knownMigrations = migrations.map(({ name }) => name);

/** Only NGINX's question needs the routes in force, and a process that manages is not asked. */
const routesOf = ({ role, routes: { folder }, tokens }: Config, monotonicClock: MonotonicClock) =>
  new CurrentRoutes(servesIssuance(role) ? folder : null, {
    ...{ monotonicClock, sha256, audience: tokens.audience },
  });

/**
 * Loads and opens management, where this process serves it. A process that only issues tokens has
 * none of its code.
 */
const managementOf = async (
  config: Config,
  contracts: TokenSettings['contracts'],
  dependencies: AppDependencies & { readonly tracing: Tracing | null },
): Promise<ManagementPart | null> => {
  if (!servesManagement(config.role)) return null;
  const { openManagementPart } = await import('./management-part.js');
  return openManagementPart(config, contracts, dependencies);
};

const comparedSettings = (config: Config): ProcessSettings => {
  const { masterKey, previousMasterKeys } = config.secrets;
  const masterKeys = [masterKey(), ...previousMasterKeys()];
  const digests = proxySecretDigests(config.role, config.listeners, masterKeys);
  return { shared: { ...sharedSettings(config), ...digests }, masterKeys: masterKeys.map(masterKeyIdOf) };
};

const heartbeatEventsOf = (log: Logger): HeartbeatEvents => ({
  settingsDiffer: (differing) => {
    if (differing.length === 0) log.info('the settings of this process agree with those of the others again');
    else
      log.warn(
        { differing },
        'other processes have other settings than this one: they reject tokens of each other, refuse what NGINX sends, or differ in what waits for approval',
      );
  },
});

const refusalEventsOf = (log: Logger, monotonicClock: MonotonicClock): RefusalLogEvents => {
  const failures = new JobFailures(log, monotonicClock);
  return {
    ...writeEventsOf(failures, 'writing the log of refusals'),
    dropped: (count, why) => {
      log.error({ count, why }, 'refusals were not recorded');
    },
  };
};

const writeEventsOf = (failures: JobFailures, job: string): WriteEvents => ({
  failed: (why) => {
    failures.noteFailed(job, why);
  },
  worked: () => {
    failures.noteWorked(job);
  },
});

const clockEventsOf = (log: Logger): ClockEvents => ({
  stepped: (byMs) => {
    log.error({ byMs }, 'the clock of the database stepped: check the time service of its machine');
  },
  differs: (byMs, tooMuch) => {
    if (!tooMuch) log.info({ byMs }, 'the clock of this process agrees with the database again');
    else
      log.error(
        { byMs },
        'the clock of this process differs from the clock of the database, which decides whether tokens are valid',
      );
  },
});
