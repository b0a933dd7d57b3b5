import type { AllowContract } from './allow-contract.js';
import type { ChangeAccount } from './change-account.js';
import type { CreateOperator } from './create-operator.js';
import type { ExplainRefusal } from './explain-refusal.js';
import type { ExportAudit } from './export-audit.js';
import type { InspectCertificate } from './inspect-certificate.js';
import type { InspectKeptCertificate } from './inspect-kept-certificate.js';
import type { IssueCredential } from './issue-credential.js';
import type { LinkCertificate } from './link-certificate.js';
import type { ListAccounts } from './list-accounts.js';
import type { ListAudit } from './list-audit.js';
import type { ListCertificates } from './list-certificates.js';
import type { ListRefusals } from './list-refusals.js';
import type { OpenAccount } from './open-account.js';
import type { ReactivateAccount } from './reactivate-account.js';
import type { RetireSecret } from './retire-secret.js';
import type { RevokeTokens } from './revoke-tokens.js';
import type { ShowCredential } from './show-credential.js';
import type { RevokeCredential } from './revoke-credential.js';
import type { RotateSecret } from './rotate-secret.js';
import type { ShowAccount } from './show-account.js';
import type { SuspendAccount } from './suspend-account.js';
import type { UnlinkCertificate } from './unlink-certificate.js';
import type { VerifyAudit } from './verify-audit.js';

/**
 * What can be done to accounts, by whichever door. This folder owns the rules of it; it must never know a screen, a
 * protocol or a table.
 */
export interface UseCases {
  readonly openAccount: OpenAccount;
  readonly changeAccount: ChangeAccount;
  readonly suspendAccount: SuspendAccount;
  readonly reactivateAccount: ReactivateAccount;
  readonly listAccounts: ListAccounts;
  readonly showAccount: ShowAccount;
  readonly showCredential: ShowCredential;
  readonly issueCredential: IssueCredential;
  readonly revokeCredential: RevokeCredential;
  readonly rotateSecret: RotateSecret;
  readonly retireSecret: RetireSecret;
  readonly allowContract: AllowContract;
  readonly linkCertificate: LinkCertificate;
  readonly unlinkCertificate: UnlinkCertificate;
  readonly listCertificates: ListCertificates;
  readonly inspectCertificate: InspectCertificate;
  readonly inspectKeptCertificate: InspectKeptCertificate;
  readonly createOperator: CreateOperator;
  readonly revokeTokens: RevokeTokens;
  readonly explainRefusal: ExplainRefusal;
  readonly listRefusals: ListRefusals;
  readonly listAudit: ListAudit;
  readonly verifyAudit: VerifyAudit;
  readonly exportAudit: ExportAudit;
}
