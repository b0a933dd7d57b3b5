import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { migrations } from '../migrations/list.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { Config } from './config/config.js';
import { ContractsModule } from './contracts/contracts.module.js';
import type { TokenNamer } from './core/ports.js';
import { CryptoModule } from './crypto/crypto.module.js';
import { EdgeModule } from './edge/edge.module.js';
import type { GoodTokens } from './gateway/verify-request.js';
import type { Management } from './management/management.js';
import { openManagement } from './open-management.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { SelfServiceModule } from './self-service/self-service.module.js';
import { StorageModule } from './storage/storage.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';
import { UpkeepModule } from './upkeep.module.js';

/** What tests may replace: time and chance, and where the log goes. Nothing else is ever faked. */
export interface Surroundings {
  readonly log: Logger;
  readonly stopwatch: () => number;
  readonly clock?: (databaseMs: number) => number;
  readonly namer?: TokenNamer;
}

/** Lists the wings. */
@Module({})
export class AppModule {
  static with(config: Config, around: Surroundings): DynamicModule {
    const { log, stopwatch, clock = (databaseMs: number) => databaseMs } = around;
    const refusalEvents = {
      dropped: (count: number, why: string) => {
        log.error({ count, why }, 'refusals were not recorded');
      },
    };
    const management = managementOf(config);
    const knownMigrations = migrations.map(({ name }) => name);
    return {
      module: AppModule,
      imports: [
        StorageModule.with(config, { knownMigrations, refusalEvents, stopwatch, clock }),
        CryptoModule.with(config, around.namer),
        EdgeModule.with(config.doors, log),
        AuthModule.with({ ...config.tokens, contracts: ContractsModule.terms(config.tokens) }),
        ContractsModule.with(config, management),
        AdminModule.with(management, config.tokens.adminAudience),
        SelfServiceModule.with(management, config.tokens.audience),
        GatewayModule.with(config.routes, { good: goodTokens(config), authentication: false, stopwatch }),
        TelemetryModule.with(),
        UpkeepModule.with(log),
      ],
    };
  }
}

/** Tokens for APIs, of every contract; never an operator's. contracts.md section 8. */
const goodTokens = ({ tokens }: Config): GoodTokens => ({
  audience: tokens.audience,
  kinds: [
    { algorithm: 'HS256', typ: 'JWT' },
    { algorithm: 'RS256', typ: 'JWT' },
    { algorithm: 'RS256', typ: 'at+jwt' },
  ],
});

/** The same use cases as the command line's. */
const managementOf = (config: Config): Management =>
  openManagement({
    ...config,
    certificates: () => config.certificates,
    keyDelaySeconds: () => config.keyDelaySeconds,
  });
