import { randomInt } from 'node:crypto';
import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { AdminModule } from '../admin/admin.module.js';
import { profilesOf, type TokenSettings } from '../auth/grant-policy.js';
import type { Config } from '../config/config.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import type { DatabasePools } from '../core/shared/service-load.js';
import type { TokenRevoker } from '../core/tokens/token-revoker.js';
import type { TokenProfile } from '../core/tokens/token-verifier.js';
import type { AuditCheck } from '../management/audit/audit-check.js';
import type { Management } from '../management/management.js';
import { RevokeOwnToken } from '../management/tokens/revoke-own-token.js';
import { SelfServiceModule } from '../self-service/self-service.module.js';
import type { RevocationEvents } from '../storage/unit-of-work/postgres-unit-of-work.js';
import { openAuditCheck } from './open-audit-check.js';
import { type ManagementAccess, openManagement } from './open-management.js';
import { openNotices, type SentNotices } from './open-notices.js';

/** `ManagementPart`: what a process has that serves management, and the others do not load. */
export interface ManagementPart {
  readonly modules: readonly DynamicModule[];
  readonly tokenRevoker: TokenRevoker;
  readonly audit: AuditCheck;
  readonly pools: DatabasePools;
  readonly notices: SentNotices | null;
}

/** What management needs of the process. */
interface ManagementDependencies extends Pick<ManagementAccess, 'keySetAccess'> {
  readonly log: Logger;
  readonly monotonicClock: MonotonicClock;
  readonly processClock: () => number;
}

/** Closes management's connections together with the application. */
class ManagementShutdown implements OnModuleDestroy {
  constructor(private readonly opened: readonly Pick<Management, 'close'>[]) {}

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.opened.map((one) => one.close()));
  }
}

@Module({})
class ManagementShutdownModule {}

/** Joins the admin API and self-service to their use cases. The modules close what is opened here. */
export const openManagementPart = (
  config: Config,
  contracts: TokenSettings['contracts'],
  dependencies: ManagementDependencies,
): ManagementPart => {
  const { log, keySetAccess, monotonicClock, processClock } = dependencies;
  const clocks = { monotonicClock, processClock };
  const access = { events: revocationEventsOf(log), ...(keySetAccess && { keySetAccess }) };
  const operators = managementOf(config, { user: 'operators', ...access });
  const merchants = managementOf(config, { user: 'merchants', ...access });
  const audit = openAuditCheck(config.managementDatabase, { ...clocks, chance });
  const notices = openNotices(config, { log, processClock });
  const shutdown = new ManagementShutdown([operators, merchants, audit, ...(notices ? [notices] : [])]);
  return {
    modules: [
      AdminModule.with(operators, config.tokens.adminAudience),
      SelfServiceModule.with(merchants, ownTokens(contracts), config.selfService),
      {
        module: ManagementShutdownModule,
        providers: [{ provide: ManagementShutdown, useValue: shutdown }],
      },
    ],
    tokenRevoker: new RevokeOwnToken(
      merchants.executor,
      merchants.database,
      config.selfService.changesPerDay,
    ),
    audit: audit.check,
    notices,
    pools: {
      management: () => operators.load(),
      self_service: () => merchants.load(),
      audit: () => audit.load(),
    },
  };
};

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
const managementOf = (config: Config, access: ManagementAccess): Management =>
  openManagement(
    {
      ...config,
      database: config.managementDatabase,
      certificates: () => config.certificates,
      keyActivationDelaySeconds: () => config.keyActivationDelaySeconds,
    },
    access,
  );

const revocationEventsOf = (log: Logger): RevocationEvents => ({
  ignoredRecords: (newest) => {
    log.error(
      { newest },
      'a revocation ignored records of tokens whose time is ahead of the clock: portaria audit verify names them',
    );
  },
});

/** Spreads the work of processes that were started together. */
const chance = (): number => randomInt(chances) / chances;
const chances = 1_000_000;
