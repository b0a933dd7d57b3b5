import { type DynamicModule, Inject, Module, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AuthorityStore } from '../core/ports.js';
import { TokenVerifier } from '../core/token-verifier.js';
import { OperatorAuthenticator } from '../auth/authenticate-operator.js';
import { Management } from '../management/management.js';
import { AccountCertificatesController } from './account-certificates.controller.js';
import { AccountCredentialsController } from './account-credentials.controller.js';
import { AccountRealmUsersController } from './account-realm-users.controller.js';
import { AccountsController } from './accounts.controller.js';
import { AdminRefusalNotes } from './admin-refusal-notes.js';
import { AdminWing } from './admin-wing.js';
import { AuditController } from './audit.controller.js';
import { AuthoritiesController } from './authorities.controller.js';
import { CertificateMakingController } from './certificate-making.controller.js';
import { CertificatesController } from './certificates.controller.js';
import { ClientAuthoritiesController } from './client-authorities.controller.js';
import { ClosedAdmin } from './closed-admin.js';
import { CredentialsController } from './credentials.controller.js';
import { AdminDesk } from './desk.js';
import { KeysController } from './keys.controller.js';
import { OperatorGuard } from './operator.guard.js';
import { PeppersController } from './peppers.controller.js';
import { RealmUsersController } from './realm-users.controller.js';
import { RefusalsController } from './refusals.controller.js';
import { TokensController } from './tokens.controller.js';

/** One for each noun. */
const controllers = [
  AccountsController,
  AccountCredentialsController,
  AccountCertificatesController,
  CredentialsController,
  CertificatesController,
  CertificateMakingController,
  AuthoritiesController,
  ClientAuthoritiesController,
  KeysController,
  PeppersController,
  AccountRealmUsersController,
  RealmUsersController,
  TokensController,
  RefusalsController,
  AuditController,
];

/** What operators do over HTTP, at the admin door. */
@Module({})
export class AdminModule implements OnModuleDestroy {
  constructor(@Inject(Management) private readonly management: Management) {}

  static with(management: Management, audience: string): DynamicModule {
    return {
      module: AdminModule,
      // The guard may stand before controllers of other modules.
      global: true,
      exports: [OperatorAuthenticator, AdminRefusalNotes],
      imports: [DiscoveryModule, PassportModule],
      controllers,
      providers: [
        { provide: Management, useValue: management },
        {
          provide: OperatorAuthenticator,
          useFactory: (verifier: TokenVerifier, authorities: AuthorityStore) =>
            new OperatorAuthenticator(verifier, authorities, audience),
          inject: [TokenVerifier, AuthorityStore],
        },
        AdminDesk,
        AdminRefusalNotes,
        AdminWing,
        ClosedAdmin,
        OperatorGuard,
      ],
    };
  }

  onModuleDestroy(): Promise<void> {
    return this.management.close();
  }
}
