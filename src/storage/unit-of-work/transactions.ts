/** Composes, for each kind of transaction, the repositories that it may use. */
import type { EntityManager } from 'typeorm';
import type {
  ChangeTransaction,
  ReadTransaction,
  RevokeTransaction,
} from '../../core/shared/unit-of-work.js';
import { PostgresAccountExportReader } from '../repositories/postgres-account-export-reader.js';
import {
  PostgresAccountReader,
  PostgresAccountRevoker,
  PostgresAccountWriter,
} from '../repositories/postgres-accounts.js';
import { PostgresApprovalReader, PostgresApprovalWriter } from '../repositories/postgres-approvals.js';
import { PostgresAuditArchiveRecorder } from '../repositories/postgres-audit-archive-recorder.js';
import { PostgresCaReader, PostgresCaWriter } from '../repositories/postgres-cas.js';
import {
  PostgresCertificateReader,
  PostgresCertificateRevoker,
  PostgresCertificateWriter,
} from '../repositories/postgres-certificates.js';
import { PostgresClientCaReader, PostgresClientCaWriter } from '../repositories/postgres-client-cas.js';
import {
  PostgresCredentialReader,
  PostgresCredentialRevoker,
  PostgresCredentialWriter,
} from '../repositories/postgres-credentials.js';
import { PostgresImportedDigests } from '../repositories/postgres-imported-digests.js';
import {
  PostgresIssuedTokenReader,
  PostgresIssuedTokenRevoker,
} from '../repositories/postgres-issued-tokens.js';
import { PostgresNoticeReader, PostgresNoticeWriter } from '../repositories/postgres-notices.js';
import { PostgresOperatorLocker, PostgresOperatorReader } from '../repositories/postgres-operators.js';
import { PostgresOverview } from '../repositories/postgres-overview.js';
import {
  PostgresRealmUserReader,
  PostgresRealmUserRevoker,
  PostgresRealmUserWriter,
} from '../repositories/postgres-realm-users.js';
import {
  PostgresRefreshFamilyReader,
  PostgresRefreshFamilyRevoker,
} from '../repositories/postgres-refresh-families.js';
import { PostgresSearch } from '../repositories/postgres-search.js';
import {
  PostgresSealedMaterial,
  PostgresSigningKeyReader,
  PostgresSigningKeyRevoker,
  PostgresSigningKeyWriter,
} from '../repositories/postgres-signing-keys.js';
import { PostgresTokenRequestCountReader } from '../repositories/postgres-token-request-counts.js';
import { readDatabaseTime } from '../repositories/read-database-time.js';
import type { ChangeContext, RevokeContext } from '../transaction/change-context.js';

/** What a use case reads, in one transaction that writes nothing. */
export const readTransaction = (manager: EntityManager): ReadTransaction => ({
  accounts: new PostgresAccountReader(manager),
  accountExport: new PostgresAccountExportReader(manager),
  approvals: new PostgresApprovalReader(manager),
  operators: new PostgresOperatorReader(manager),
  credentials: new PostgresCredentialReader(manager),
  certificates: new PostgresCertificateReader(manager),
  cas: new PostgresCaReader(manager),
  clientCas: new PostgresClientCaReader(manager),
  keys: new PostgresSigningKeyReader(manager),
  realmUsers: new PostgresRealmUserReader(manager),
  refreshFamilies: new PostgresRefreshFamilyReader(manager),
  tokens: new PostgresIssuedTokenReader(manager),
  tokenRequestCounts: new PostgresTokenRequestCountReader(manager),
  search: new PostgresSearch(manager),
  notices: new PostgresNoticeReader(manager),
  overview: new PostgresOverview(manager),
  now: () => readDatabaseTime(manager),
});

/** The same, and what a change may write. It ends no access that was given: only `revokeTransaction` does. */
export const changeTransaction = (change: ChangeContext): ChangeTransaction => {
  const accounts = new PostgresAccountWriter(change);
  return {
    ...readTransaction(change.manager),
    accounts,
    approvals: new PostgresApprovalWriter(change),
    credentials: new PostgresCredentialWriter(change, accounts),
    certificates: new PostgresCertificateWriter(change),
    cas: new PostgresCaWriter(change),
    clientCas: new PostgresClientCaWriter(change),
    keys: new PostgresSigningKeyWriter(change),
    sealed: new PostgresSealedMaterial(change),
    importedDigests: new PostgresImportedDigests(change),
    realmUsers: new PostgresRealmUserWriter(change, accounts),
    notices: new PostgresNoticeWriter(change),
    auditTrail: new PostgresAuditArchiveRecorder(change),
  };
};

/** The same, and what ends access. Its commit is followed by the barrier of the records (docs/explanation/how-a-change-works.md). */
export const revokeTransaction = (change: RevokeContext): RevokeTransaction => {
  const accounts = new PostgresAccountRevoker(change);
  const refreshFamilies = new PostgresRefreshFamilyRevoker(change, accounts);
  return {
    ...changeTransaction(change),
    accounts,
    operators: new PostgresOperatorLocker(change.manager),
    credentials: new PostgresCredentialRevoker(change, accounts),
    certificates: new PostgresCertificateRevoker(change),
    keys: new PostgresSigningKeyRevoker(change),
    realmUsers: new PostgresRealmUserRevoker(change, accounts, refreshFamilies),
    refreshFamilies,
    tokens: new PostgresIssuedTokenRevoker(change),
  };
};
