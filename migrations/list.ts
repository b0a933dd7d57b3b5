import { ApplicationRole1795219200001 } from './1795219200001-application-role.js';
import { Accounts1795219200002 } from './1795219200002-accounts.js';
import { Certificates1795219200003 } from './1795219200003-certificates.js';
import { SigningKeys1795219200004 } from './1795219200004-signing-keys.js';
import { Revocations1795219200005 } from './1795219200005-revocations.js';
import { Issuance1795219200006 } from './1795219200006-issuance.js';
import { Refusals1795219200007 } from './1795219200007-refusals.js';
import { Partitions1795219200008 } from './1795219200008-partitions.js';
import { HotPathPlans1795219200009 } from './1795219200009-hot-path-plans.js';
import { Audit1795219200010 } from './1795219200010-audit.js';
import { KeyRotation1795219200011 } from './1795219200011-key-rotation.js';
import { CertificateAuthority1795219200012 } from './1795219200012-certificate-authority.js';
import { RealmUsers1795219200013 } from './1795219200013-realm-users.js';
import { Idempotency1795219200014 } from './1795219200014-idempotency.js';
import { ClientAuthorities1795219200015 } from './1795219200015-client-authorities.js';
import { ResourceServers1795219200016 } from './1795219200016-resource-servers.js';
import { RefusedCertificate1795219200017 } from './1795219200017-refused-certificate.js';
import { Acknowledged1795219200018 } from './1795219200018-acknowledged.js';
import { RefreshFamilies1795219200019 } from './1795219200019-refresh-families.js';
import { EndedRevocations1795219200020 } from './1795219200020-ended-revocations.js';
import { AccountName1795219200021 } from './1795219200021-account-name.js';
import { RecordsUnderReadCommitted1795219200022 } from './1795219200022-records-under-read-committed.js';
import { Retention1795219200023 } from './1795219200023-retention.js';
import { RepeatedRefusals1795219200024 } from './1795219200024-repeated-refusals.js';
import { AuditAnchor1795219200025 } from './1795219200025-audit-anchor.js';
import { PepperedCustomDigests1795219200026 } from './1795219200026-peppered-custom-digests.js';
import { AccountChanges1795219200027 } from './1795219200027-account-changes.js';
import { AccountStamp1795219200028 } from './1795219200028-account-stamp.js';
import { TheRecordDecides1795219200029 } from './1795219200029-the-record-decides.js';
import { RealmUserScopes1795219200030 } from './1795219200030-realm-user-scopes.js';
import { AccountsBeforeTheTrail1795219200031 } from './1795219200031-accounts-before-the-trail.js';
import { EndedStaysEnded1795219200032 } from './1795219200032-ended-stays-ended.js';
import { RefusalsOfMadeUpNames1795219200034 } from './1795219200034-refusals-of-made-up-names.js';
import { Es256Keys1795219200036 } from './1795219200036-es256-keys.js';
import { IssuingFunctions1795219200038 } from './1795219200038-issuing-functions.js';
import { TwoRoles1795219200039 } from './1795219200039-two-roles.js';
import { StampsAreRandom1795219200041 } from './1795219200041-stamps-are-random.js';
import { CertificatesKeepWhatTheyAre1795219200042 } from './1795219200042-certificates-keep-what-they-are.js';
import { ChangesWithoutEvent1795219200043 } from './1795219200043-changes-without-event.js';
import { SeenDigests1795219200044 } from './1795219200044-seen-digests.js';
import { FixedSearchPaths1795219200045 } from './1795219200045-fixed-search-paths.js';
import { OwnTokenRevocations1795219200046 } from './1795219200046-own-token-revocations.js';
import { WhatKeepsRecordsOut1795219200047 } from './1795219200047-what-keeps-records-out.js';
import { AdminKeys1795219200051 } from './1795219200051-admin-keys.js';
import { ClientAssertions1795219200061 } from './1795219200061-client-assertions.js';
import { NoRecordAhead1795219200065 } from './1795219200065-no-record-ahead.js';
import { ExpiredByTheClock1795219200066 } from './1795219200066-expired-by-the-clock.js';
import { RefusalsOfACertificate1795219200071 } from './1795219200071-refusals-of-a-certificate.js';
import { TokenRequestCounts1795219200076 } from './1795219200076-token-request-counts.js';
import { SearchIndexes1795219200078 } from './1795219200078-search-indexes.js';
import { OperatorSessions1795219200079 } from './1795219200079-operator-sessions.js';
import { Notices1795219200084 } from './1795219200084-notices.js';
import { NoticeQueue1795219200085 } from './1795219200085-notice-queue.js';
import { ProcessHeartbeats1795219200090 } from './1795219200090-process-heartbeats.js';
import { RenewedOneByOne1795219200092 } from './1795219200092-renewed-one-by-one.js';
import { OwnRevocations1795219200094 } from './1795219200094-own-revocations.js';
import { SettingsOfProcesses1795219200095 } from './1795219200095-settings-of-processes.js';
import { Approvals1795219200096 } from './1795219200096-approvals.js';
import { AskedDeliveries1795219200097 } from './1795219200097-asked-deliveries.js';
import { RecordsByAccount1795219200098 } from './1795219200098-records-by-account.js';
import { DoctorFailures1795219200099 } from './1795219200099-doctor-failures.js';
import { WhatReadinessLocks1795219200100 } from './1795219200100-what-readiness-locks.js';
import { CopiedDigest1795219200102 } from './1795219200102-copied-digest.js';
import { ObservedHours1795219200105 } from './1795219200105-observed-hours.js';
import { OldPartitions1795219200106 } from './1795219200106-old-partitions.js';
import { ActiveKeysCanBeRevoked1795219200107 } from './1795219200107-active-keys-can-be-revoked.js';
import { DetachedPartitions1795219200108 } from './1795219200108-detached-partitions.js';
import { AskerVersion1795219200109 } from './1795219200109-asker-version.js';
import { WhatChangesLock1795219200110 } from './1795219200110-what-changes-lock.js';
import { PendingDetach1795219200111 } from './1795219200111-pending-detach.js';

/**
 * Every migration, oldest first. A migration that the previous release cannot run on has a name that starts with
 * `Breaking`: that release then refuses to start and says why.
 */
export const migrations = [
  ApplicationRole1795219200001,
  Accounts1795219200002,
  Certificates1795219200003,
  SigningKeys1795219200004,
  Revocations1795219200005,
  Issuance1795219200006,
  Refusals1795219200007,
  Partitions1795219200008,
  HotPathPlans1795219200009,
  Audit1795219200010,
  KeyRotation1795219200011,
  CertificateAuthority1795219200012,
  RealmUsers1795219200013,
  Idempotency1795219200014,
  ClientAuthorities1795219200015,
  ResourceServers1795219200016,
  RefusedCertificate1795219200017,
  Acknowledged1795219200018,
  RefreshFamilies1795219200019,
  EndedRevocations1795219200020,
  AccountName1795219200021,
  RecordsUnderReadCommitted1795219200022,
  Retention1795219200023,
  RepeatedRefusals1795219200024,
  AuditAnchor1795219200025,
  PepperedCustomDigests1795219200026,
  AccountChanges1795219200027,
  AccountStamp1795219200028,
  TheRecordDecides1795219200029,
  RealmUserScopes1795219200030,
  AccountsBeforeTheTrail1795219200031,
  EndedStaysEnded1795219200032,
  RefusalsOfMadeUpNames1795219200034,
  Es256Keys1795219200036,
  IssuingFunctions1795219200038,
  TwoRoles1795219200039,
  StampsAreRandom1795219200041,
  CertificatesKeepWhatTheyAre1795219200042,
  ChangesWithoutEvent1795219200043,
  SeenDigests1795219200044,
  FixedSearchPaths1795219200045,
  OwnTokenRevocations1795219200046,
  WhatKeepsRecordsOut1795219200047,
  AdminKeys1795219200051,
  ClientAssertions1795219200061,
  NoRecordAhead1795219200065,
  ExpiredByTheClock1795219200066,
  RefusalsOfACertificate1795219200071,
  TokenRequestCounts1795219200076,
  SearchIndexes1795219200078,
  OperatorSessions1795219200079,
  Notices1795219200084,
  NoticeQueue1795219200085,
  ProcessHeartbeats1795219200090,
  RenewedOneByOne1795219200092,
  OwnRevocations1795219200094,
  SettingsOfProcesses1795219200095,
  Approvals1795219200096,
  AskedDeliveries1795219200097,
  RecordsByAccount1795219200098,
  DoctorFailures1795219200099,
  WhatReadinessLocks1795219200100,
  CopiedDigest1795219200102,
  ObservedHours1795219200105,
  OldPartitions1795219200106,
  ActiveKeysCanBeRevoked1795219200107,
  DetachedPartitions1795219200108,
  AskerVersion1795219200109,
  WhatChangesLock1795219200110,
  PendingDetach1795219200111,
];
