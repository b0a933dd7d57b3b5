import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { MerchantAuthenticator } from '../auth/merchant-authenticator.js';
import { ChangeBudget, type ChangeLimits } from '../core/accounts/change-budget.js';
import { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { type TokenProfile, TokenVerifier } from '../core/tokens/token-verifier.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
import { RecordRefusedRequest } from '../management/audit/record-refused-request.js';
import type { Management } from '../management/management.js';
import { OwnAccountExecutor } from '../management/own-account-executor.js';
import { AccountRefusedRequestInterceptor } from './account-refused-request-interceptor.js';
import { MerchantGuard } from './merchant.guard.js';
import { MerchantChanges } from './merchant-changes.js';
import { OwnAccountController } from './own-account.controller.js';
import { OwnCertificatesController } from './own-certificates.controller.js';
import { OwnCredentialsController } from './own-credentials.controller.js';
import { OwnRefusalsController } from './own-refusals.controller.js';
import { SelfServiceErrorResponder } from './self-service-error-responder.js';
import { SelfServiceRoutesCheck } from './self-service-routes-check.js';

/**
 * Self-service: what merchants do to their own account over HTTP, at the TLS listener. This folder
 * owns its routes and responses; it must never reach another account, nor take away what the
 * request itself used.
 */
@Module({})
export class SelfServiceModule {
  /**
   * The caller closes `management`; `profiles` are those of tokens that are for accounts
   * themselves.
   */
  static with(
    management: Management,
    profiles: readonly TokenProfile[],
    limits: ChangeLimits,
  ): DynamicModule {
    const budget = management.changeBudget(limits);
    return {
      module: SelfServiceModule,
      // The guard may protect controllers of other modules.
      global: true,
      exports: [MerchantAuthenticator],
      imports: [DiscoveryModule, PassportModule],
      controllers: [
        OwnAccountController,
        OwnCredentialsController,
        OwnCertificatesController,
        OwnRefusalsController,
      ],
      providers: [
        { provide: OwnAccountExecutor, useValue: new OwnAccountExecutor(management.executor, budget) },
        { provide: ChangeBudget, useValue: budget },
        { provide: RecordRefusedRequest, useValue: management.refusedRequests },
        { provide: OwnAccountUseCases, useValue: management.ownAccount },
        {
          provide: MerchantAuthenticator,
          useFactory: (verifier: TokenVerifier, snapshots: ClientSnapshotReader) =>
            new MerchantAuthenticator(verifier, snapshots, profiles),
          inject: [TokenVerifier, ClientSnapshotReader],
        },
        AccountRefusedRequestInterceptor,
        SelfServiceErrorResponder,
        SelfServiceRoutesCheck,
        MerchantGuard,
        MerchantChanges,
      ],
    };
  }
}
