import { AccountCertificatesController } from './account-certificates.controller.js';
import { AccountCredentialsController } from './account-credentials.controller.js';
import { AccountRealmUsersController } from './account-realm-users.controller.js';
import { AccountsController } from './accounts.controller.js';
import { ApisController } from './apis.controller.js';
import { ApprovalsController } from './approvals.controller.js';
import { AuditController } from './audit.controller.js';
import { CasController } from './cas.controller.js';
import { CertificateIssuanceController } from './certificate-issuance.controller.js';
import { CertificatesController } from './certificates.controller.js';
import { ClientCasController } from './client-cas.controller.js';
import { CredentialsController } from './credentials.controller.js';
import { ExpiringCredentialsController } from './expiring-credentials.controller.js';
import { KeysController } from './keys.controller.js';
import { NoticeDeliveriesController, NoticeRecipientsController } from './notices.controller.js';
import { OperatorsController } from './operators.controller.js';
import { OverviewController } from './overview.controller.js';
import { PeppersController } from './peppers.controller.js';
import { RealmUsersController } from './realm-users.controller.js';
import { RefusalsController } from './refusals.controller.js';
import { RolesController } from './roles.controller.js';
import { SearchController } from './search.controller.js';
import { SessionController } from './session.controller.js';
import { TokenRequestCountsController } from './token-request-counts.controller.js';
import { TokensController } from './tokens.controller.js';

/** The controllers, one for each noun. */
export const adminControllers = [
  AccountsController,
  OperatorsController,
  RolesController,
  AccountCredentialsController,
  AccountCertificatesController,
  CredentialsController,
  ExpiringCredentialsController,
  CertificatesController,
  CertificateIssuanceController,
  CasController,
  ClientCasController,
  KeysController,
  PeppersController,
  AccountRealmUsersController,
  RealmUsersController,
  TokensController,
  OverviewController,
  TokenRequestCountsController,
  SearchController,
  ApisController,
  NoticeRecipientsController,
  NoticeDeliveriesController,
  RefusalsController,
  ApprovalsController,
  AuditController,
  SessionController,
];
