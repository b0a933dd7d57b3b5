import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ClientAuthenticator } from '../auth/client-authenticator.js';
import { GrantPolicy } from '../auth/grant-policy.js';
import { OperatorAuthenticator } from '../auth/operator-authenticator.js';
import { SessionRenewer } from '../auth/session-renewer.js';
import { SessionTokenSigner } from '../auth/session-token-signer.js';
import { ProtectedApis } from '../core/protected-apis/protected-apis.js';
import { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { KnownRevocations } from '../core/tokens/revocation.js';
import { SessionRenewalRecorder } from '../core/tokens/session-renewal-recorder.js';
import { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import { TokenSigner } from '../core/tokens/token-signer.js';
import { TokenVerifier } from '../core/tokens/token-verifier.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { ApprovalExecutor } from '../management/approvals/approval-executor.js';
import { ApprovalUseCases } from '../management/approvals/approval-use-cases.js';
import { AuditUseCases } from '../management/audit/audit-use-cases.js';
import { RecordRefusedRequest } from '../management/audit/record-refused-request.js';
import { CaUseCases } from '../management/ca/ca-use-cases.js';
import { CertificateIssuanceUseCases } from '../management/certificates/certificate-issuance-use-cases.js';
import { CertificateUseCases } from '../management/certificates/certificate-use-cases.js';
import { ClientCaUseCases } from '../management/client-cas/client-ca-use-cases.js';
import { CredentialUseCases } from '../management/credentials/credential-use-cases.js';
import { Executor } from '../management/executor.js';
import { KeyUseCases } from '../management/keys/key-use-cases.js';
import type { Management } from '../management/management.js';
import { NoticeUseCases } from '../management/notices/notice-use-cases.js';
import { OnboardingUseCases } from '../management/onboarding/onboarding-use-cases.js';
import { OverviewUseCases } from '../management/overview/overview-use-cases.js';
import { ProtectedApiUseCases } from '../management/protected-apis/protected-api-use-cases.js';
import { RealmUserUseCases } from '../management/realm-users/realm-user-use-cases.js';
import { RefusalUseCases } from '../management/refusals/refusal-use-cases.js';
import { Search } from '../management/search/search.js';
import { TokenUseCases } from '../management/tokens/token-use-cases.js';
import { adminControllers } from './admin-controllers.js';
import { AdminErrorResponder } from './admin-error-responder.js';
import { AdminRefusedRequestInterceptor } from './admin-refused-request-interceptor.js';
import { AdminRoutesCheck } from './admin-routes-check.js';
import { ApprovableChanges } from './approvable-changes.js';
import { OperatorGuard } from './operator.guard.js';
import { OperatorChanges } from './operator-changes.js';

/** Provides the use cases by noun: a controller names those that it calls. */
const useCasesOf = (management: Management): Provider[] => [
  { provide: Executor, useValue: management.executor },
  { provide: ApprovalExecutor, useValue: management.approvalExecutor },
  { provide: ApprovalUseCases, useValue: management.approvals },
  { provide: ApprovableChanges, useValue: new ApprovableChanges(management) },
  { provide: RecordRefusedRequest, useValue: management.refusedRequests },
  { provide: AccountUseCases, useValue: management.accounts },
  { provide: CredentialUseCases, useValue: management.credentials },
  { provide: CertificateUseCases, useValue: management.certificates },
  { provide: CertificateIssuanceUseCases, useValue: management.certificateIssuance },
  { provide: CaUseCases, useValue: management.cas },
  { provide: ClientCaUseCases, useValue: management.clientCas },
  { provide: KeyUseCases, useValue: management.keys },
  { provide: RealmUserUseCases, useValue: management.realmUsers },
  { provide: NoticeUseCases, useValue: management.notices },
  { provide: TokenUseCases, useValue: management.tokens },
  { provide: RefusalUseCases, useValue: management.refusals },
  { provide: AuditUseCases, useValue: management.audit },
  { provide: OnboardingUseCases, useValue: management.onboarding },
  { provide: OverviewUseCases, useValue: management.overview },
  { provide: Search, useValue: management.search },
  {
    provide: ProtectedApiUseCases,
    useFactory: (apis: ProtectedApis) => new ProtectedApiUseCases(apis, management.database),
    inject: [ProtectedApis],
  },
];

const sessionRenewer: Provider = {
  provide: SessionRenewer,
  useFactory: (...parts: ConstructorParameters<typeof SessionRenewer>) => new SessionRenewer(...parts),
  inject: [OperatorAuthenticator, ClientAuthenticator, GrantPolicy, SessionTokenSigner, KnownRevocations],
};

const sessionTokenSigner: Provider = {
  provide: SessionTokenSigner,
  useFactory: (...parts: ConstructorParameters<typeof SessionTokenSigner>) =>
    new SessionTokenSigner(...parts),
  inject: [TokenIdGenerator, TokenSigner, SessionRenewalRecorder],
};

/**
 * The admin API: what operators do over HTTP. This folder owns routes, fields and responses; it
 * must never decide a rule of management, which is the use case's task.
 */
@Module({})
export class AdminModule {
  /** The caller closes `management`. */
  static with(management: Management, audience: string): DynamicModule {
    return {
      module: AdminModule,
      // The guard may protect controllers of other modules.
      global: true,
      exports: [OperatorAuthenticator, AdminRefusedRequestInterceptor],
      imports: [DiscoveryModule, PassportModule],
      controllers: adminControllers,
      providers: [
        ...useCasesOf(management),
        {
          provide: OperatorAuthenticator,
          useFactory: (verifier: TokenVerifier, snapshots: ClientSnapshotReader) =>
            new OperatorAuthenticator(verifier, snapshots, audience),
          inject: [TokenVerifier, ClientSnapshotReader],
        },
        sessionTokenSigner,
        sessionRenewer,
        OperatorChanges,
        AdminRefusedRequestInterceptor,
        AdminErrorResponder,
        AdminRoutesCheck,
        OperatorGuard,
      ],
    };
  }
}
