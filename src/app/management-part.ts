import { randomInt } from 'node:crypto';
import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { AdminModule } from '../admin/admin.module.js';
import { profilesOf, type TokenSettings } from '../auth/grant-policy.js';
import { CurrentRoutes } from '../auth-request/current-routes.js';
import type { Config } from '../config/config.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import { servesIssuance } from '../core/shared/process-role.js';
import type { DatabasePools } from '../core/shared/service-load.js';
import type { Tracing } from '../core/shared/tracing.js';
import type { TokenRevoker } from '../core/tokens/token-revoker.js';
import type { TokenProfile } from '../core/tokens/token-verifier.js';
import type { AuditCheck } from '../management/audit/audit-check.js';
import type { Management } from '../management/management.js';
import { RevokeOwnToken } from '../management/tokens/revoke-own-token.js';
import { ProtectedApisModule, type ProtectedApisSettings } from '../protected-apis/protected-apis.module.js';
import { SelfServiceModule } from '../self-service/self-service.module.js';
import type { ManagementDatabaseConfig } from '../storage/transaction/management-database.js';
import type { RevocationEvents } from '../storage/unit-of-work/postgres-unit-of-work.js';
import { openAuditCheck } from './open-audit-check.js';
import { type ManagementAccess, openManagement } from './open-management.js';
import { type NoticeService, openNotices } from './open-notices.js';
import { sha256 } from './sha256.js';

/** `ManagementPart`: what a process has that serves management, and the others do not load. */
export interface ManagementPart {
  readonly modules: readonly DynamicModule[];
  readonly tokenRevoker: TokenRevoker;
  readonly audit: AuditCheck;
  readonly pools: DatabasePools;
  readonly notices: NoticeService | null;
}

/** What management needs of the process. */
interface ManagementDependencies extends Pick<ManagementAccess, 'keySetAccess'> {
  readonly log: Logger;
  readonly monotonicClock: MonotonicClock;
  readonly processClock: () => number;
  readonly tracing: Tracing | null;
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
  const { log, keySetAccess, monotonicClock, processClock, tracing } = dependencies;
  const clocks = { monotonicClock, processClock };
  const access = { events: revocationEventsOf(log), ...(keySetAccess && { keySetAccess }) };
  const traced = { ...config, managementDatabase: { ...config.managementDatabase, tracing } };
  const operators = managementOf(traced, { user: 'operators', ...access });
  const merchants = managementOf(traced, { user: 'merchants', ...access });
  const audit = openAuditCheck(config.managementDatabase, { ...clocks, chance });
  const notices = openNotices(config, { log, processClock });
  const shutdown = new ManagementShutdown([operators, merchants, audit, ...(notices ? [notices] : [])]);
  return {
    modules: [
      AdminModule.with(operators, config.tokens.adminAudience),
      ProtectedApisModule.with(protectedApisOf(config, monotonicClock)),
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
      management: () => operators.poolLoad(),
      self_service: () => merchants.poolLoad(),
      audit: () => audit.poolLoad(),
    },
  };
};

const protectedApisOf = (
  { role, routes: { folder }, tokens }: Config,
  monotonicClock: MonotonicClock,
): ProtectedApisSettings => ({
  isConfigured: folder !== null,
  hasReloadJob: servesIssuance(role),
  audience: tokens.audience,
  ownRoutes: () => new CurrentRoutes(folder, { monotonicClock, sha256, audience: tokens.audience }),
  acceptsAuthenticationHeader: tokens.contracts.realm.on,
});

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
const managementOf = (
  config: Config & { readonly managementDatabase: ManagementDatabaseConfig },
  access: ManagementAccess,
): Management =>
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
