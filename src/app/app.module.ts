import { randomInt } from 'node:crypto';
import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { migrations } from '../../migrations/list.js';
import product from '../../package.json' with { type: 'json' };
import { AdminModule } from '../admin/admin.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { profilesOf, type TokenSettings } from '../auth/grant-policy.js';
import type { Config } from '../config/config.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import type { Stopwatch } from '../core/shared/durations.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { TokenProfile } from '../core/tokens/token-verifier.js';
import { CryptoModule } from '../crypto/crypto.module.js';
import { GatewayModule } from '../gateway/gateway.module.js';
import { HttpModule } from '../http/http.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import type { Management } from '../management/management.js';
import { EndReusedFamily } from '../management/realm-users/end-reused-family.js';
import { SelfServiceModule } from '../self-service/self-service.module.js';
import type { ClockEvents } from '../storage/hot-path/database-clock.js';
import { StorageModule } from '../storage/storage.module.js';
import type { ManagementUser } from '../storage/transaction/management-pool.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { openAuditCheck } from './open-audit-check.js';
import { openManagement } from './open-management.js';

/**
 * `AppDependencies`: the dependencies that tests may replace: time, randomness and the destination of
 * the log. Nothing else is ever faked.
 */
export interface AppDependencies {
  readonly log: Logger;
  readonly stopwatch: Stopwatch;
  /** The clock of this machine. */
  readonly processClock: () => number;
  readonly clock?: (databaseMs: number) => number;
  readonly tokenIds?: TokenIdGenerator;
}

/** Closes management's connections together with the application. */
class ManagementShutdown implements OnModuleDestroy {
  constructor(private readonly opened: readonly Pick<Management, 'close'>[]) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.opened.map((one) => one.close()));
  }
}

/**
 * The application: every module, with the adapters behind the ports.
 *
 * This folder owns the composition of the application; it must never contain a rule.
 */
@Module({})
export class AppModule {
  static with(config: Config, dependencies: AppDependencies): DynamicModule {
    const { log, stopwatch, processClock, clock = null } = dependencies;
    const refusalEvents = {
      dropped: (count: number, why: string) => {
        log.error({ count, why }, 'refusals were not recorded');
      },
    };
    const operators = managementOf(config, 'operators');
    const merchants = managementOf(config, 'merchants');
    const audit = openAuditCheck(config.database, { stopwatch, processClock, chance });
    const events = { refusalEvents, clockEvents: clockEventsOf(log) };
    const settings = ContractsModule.settings(config.tokens);
    const knownMigrations = migrations.map(({ name }) => name);
    return {
      module: AppModule,
      imports: [
        StorageModule.with(config, { ...events, knownMigrations, processClock, stopwatch, clock }),
        CryptoModule.with(config, dependencies.tokenIds),
        HttpModule.with(config.listeners, log),
        AuthModule.with(
          { ...config.tokens, contracts: settings },
          config.realm,
          new EndReusedFamily(merchants.executor),
        ),
        ContractsModule.with(config, merchants),
        AdminModule.with(operators, config.tokens.adminAudience),
        SelfServiceModule.with(merchants, ownTokens(settings), config.selfService),
        GatewayModule.with(config, stopwatch),
        TelemetryModule.with(product.version, audit.check),
        JobsModule.with(log, audit.check),
      ],
      providers: [
        { provide: ManagementShutdown, useValue: new ManagementShutdown([operators, merchants, audit]) },
      ],
    };
  }
}

/**
 * Returns the token profiles with which an account manages itself: tokens of its programs, from
 * either of the two contracts.
 */
const ownTokens = ({ avista, pix }: TokenSettings['contracts']): TokenProfile[] =>
  [avista, pix].flatMap((settings) => (settings ? profilesOf(settings) : []));

/**
 * Opens the same use cases as the command line. Each user has connections of its own: what merchants
 * do never keeps an operator from revoking.
 */
const managementOf = (config: Config, user: ManagementUser): Management =>
  openManagement(
    {
      ...config,
      certificates: () => config.certificates,
      keyDelaySeconds: () => config.keyDelaySeconds,
    },
    user,
  );
/** Spreads the work of processes that were started together. */
const chance = (): number => randomInt(chances) / chances;
const chances = 1_000_000;

const clockEventsOf = (log: Logger): ClockEvents => ({
  stepped: (byMs) => {
    log.error({ byMs }, 'the clock of the database stepped: check the time service of its machine');
  },
  differs: (byMs, tooMuch) => {
    if (!tooMuch) log.info({ byMs }, 'the clock of this process agrees with the database again');
    else
      log.error(
        { byMs },
        'the clock of this process differs from the database, by whose time tokens are verified',
      );
  },
});
