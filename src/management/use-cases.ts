import type { AllowContract } from './allow-contract.js';
import type { CreateAuthority } from './create-authority.js';
import type { CreateOperator } from './create-operator.js';
import type { CreateRealmUser } from './create-realm-user.js';
import type { DisableRealmUser } from './disable-realm-user.js';
import type { EnableRealmUser } from './enable-realm-user.js';
import type { DropKey } from './drop-key.js';
import type { ExplainRefusal } from './explain-refusal.js';
import type { ImportAccount } from './import-account.js';
import type { ImportAuthority } from './import-authority.js';
import type { InspectCertificate } from './inspect-certificate.js';
import type { InspectKeptCertificate } from './inspect-kept-certificate.js';
import type { IssueCredential } from './issue-credential.js';
import type { LinkCertificate } from './link-certificate.js';
import type { ListAccounts } from './list-accounts.js';
import type { ListRealmUsers } from './list-realm-users.js';
import type { MakeClientBundle } from './make-client-bundle.js';
import type { ListKeys } from './list-keys.js';
import type { OpenAccount } from './open-account.js';
import type { PepperStatus } from './pepper-status.js';
import type { ReactivateAccount } from './reactivate-account.js';
import type { ResealKeys } from './reseal-keys.js';
import type { RetireSecret } from './retire-secret.js';
import type { RevokeCertificate } from './revoke-certificate.js';
import type { RevokeCredential } from './revoke-credential.js';
import type { RotateKey } from './rotate-key.js';
import type { RotateSecret } from './rotate-secret.js';
import type { SetRealmPassword } from './set-realm-password.js';
import type { ShowAccount } from './show-account.js';
import type { ShowAuthority } from './show-authority.js';
import type { SignCertificate } from './sign-certificate.js';
import type { SignRevocationList } from './sign-revocation-list.js';
import type { SuspendAccount } from './suspend-account.js';
import type { UnlinkCertificate } from './unlink-certificate.js';

/**
 * What can be done to accounts and keys, by whichever door. This folder owns the rules of it; it must never know a screen, a
 * protocol or a table.
 */
export interface UseCases {
  readonly openAccount: OpenAccount;
  readonly suspendAccount: SuspendAccount;
  readonly reactivateAccount: ReactivateAccount;
  readonly listAccounts: ListAccounts;
  readonly showAccount: ShowAccount;
  readonly issueCredential: IssueCredential;
  readonly revokeCredential: RevokeCredential;
  readonly rotateSecret: RotateSecret;
  readonly retireSecret: RetireSecret;
  readonly allowContract: AllowContract;
  readonly linkCertificate: LinkCertificate;
  readonly unlinkCertificate: UnlinkCertificate;
  readonly inspectCertificate: InspectCertificate;
  readonly inspectKeptCertificate: InspectKeptCertificate;
  readonly signCertificate: SignCertificate;
  readonly revokeCertificate: RevokeCertificate;
  readonly makeClientBundle: MakeClientBundle;
  readonly createAuthority: CreateAuthority;
  readonly importAuthority: ImportAuthority;
  readonly showAuthority: ShowAuthority;
  readonly signRevocationList: SignRevocationList;
  readonly createOperator: CreateOperator;
  readonly createRealmUser: CreateRealmUser;
  readonly setRealmPassword: SetRealmPassword;
  readonly disableRealmUser: DisableRealmUser;
  readonly enableRealmUser: EnableRealmUser;
  readonly listRealmUsers: ListRealmUsers;
  readonly importAccount: ImportAccount;
  readonly explainRefusal: ExplainRefusal;
  readonly listKeys: ListKeys;
  readonly rotateKey: RotateKey;
  readonly dropKey: DropKey;
  readonly resealKeys: ResealKeys;
  readonly pepperStatus: PepperStatus;
}
