import type { ChangeBudget, ChangeLimits } from '../core/accounts/change-budget.js';
import type { DatabaseLoad } from '../core/shared/service-load.js';
import type { Reads } from '../core/shared/unit-of-work.js';
import type { AccountUseCases } from './accounts/account-use-cases.js';
import type { OwnAccountUseCases } from './accounts/own-account-use-cases.js';
import type { ApprovalExecutor } from './approvals/approval-executor.js';
import type { ApprovalUseCases } from './approvals/approval-use-cases.js';
import type { AuditUseCases } from './audit/audit-use-cases.js';
import type { RecordRefusedRequest } from './audit/record-refused-request.js';
import type { CaUseCases } from './ca/ca-use-cases.js';
import type { CertificateIssuanceUseCases } from './certificates/certificate-issuance-use-cases.js';
import type { CertificateUseCases } from './certificates/certificate-use-cases.js';
import type { ClientCaUseCases } from './client-cas/client-ca-use-cases.js';
import type { CredentialUseCases } from './credentials/credential-use-cases.js';
import type { Executor } from './executor.js';
import type { KeyUseCases } from './keys/key-use-cases.js';
import type { NoticeUseCases } from './notices/notice-use-cases.js';
import type { OnboardingUseCases } from './onboarding/onboarding-use-cases.js';
import type { OverviewUseCases } from './overview/overview-use-cases.js';
import type { RealmUserUseCases } from './realm-users/realm-user-use-cases.js';
import type { RefusalUseCases } from './refusals/refusal-use-cases.js';
import type { Search } from './search/search.js';
import type { TokenUseCases } from './tokens/token-use-cases.js';

/**
 * `Management`: all of management on one database, by noun. Only composition sees the whole: it
 * hands every controller and every command the nouns that they name.
 */
export interface Management {
  readonly executor: Executor;
  /** What the admin API changes goes this way. */
  readonly approvalExecutor: ApprovalExecutor;
  readonly database: Reads;
  readonly accounts: AccountUseCases;
  readonly approvals: ApprovalUseCases;
  readonly credentials: CredentialUseCases;
  readonly certificates: CertificateUseCases;
  readonly certificateIssuance: CertificateIssuanceUseCases;
  readonly cas: CaUseCases;
  readonly clientCas: ClientCaUseCases;
  readonly keys: KeyUseCases;
  readonly realmUsers: RealmUserUseCases;
  readonly notices: NoticeUseCases;
  readonly tokens: TokenUseCases;
  readonly refusals: RefusalUseCases;
  readonly audit: AuditUseCases;
  readonly onboarding: OnboardingUseCases;
  readonly overview: OverviewUseCases;
  readonly search: Search;
  readonly ownAccount: OwnAccountUseCases;
  readonly refusedRequests: RecordRefusedRequest;
  /** Returns what accounts may change by self-service, within these limits. */
  changeBudget(limits: ChangeLimits): ChangeBudget;
  /** Returns the load of its connections. */
  poolLoad(): DatabaseLoad;
  /** Closes the connections. */
  close(): Promise<void>;
}
