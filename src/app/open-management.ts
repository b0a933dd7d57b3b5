import type { CertificatesConfig, Hidden, MasterKeysConfig, SecretsConfig } from '../config/config.js';
import type { Reads } from '../core/shared/unit-of-work.js';
import { FflateHandOverZipMaker } from '../crypto/certificates/fflate-hand-over-zip-maker.js';
import {
  LazyCertificateAuthority,
  LazyCsrParser,
} from '../crypto/certificates/lazy-certificate-authority.js';
import { X509Parser } from '../crypto/certificates/x509-parser.js';
import { SealedWebhookSecrets } from '../crypto/sealed-webhook-secrets.js';
import { Sealer } from '../crypto/sealer.js';
import { LazySecretGenerator } from '../crypto/secrets/lazy-secret-generator.js';
import { PepperedApprovalSealer } from '../crypto/secrets/peppered-approval-sealer.js';
import { PepperedRegisteredKeys } from '../crypto/secrets/peppered-registered-keys.js';
import { Peppers } from '../crypto/secrets/peppers.js';
import { Sha256AuditHasher } from '../crypto/sha256-audit-hasher.js';
import { SealedKeyGenerator } from '../crypto/tokens/sealed-key-generator.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
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
import { RealmUserUseCases } from '../management/realm-users/realm-user-use-cases.js';
import { RefusalUseCases } from '../management/refusals/refusal-use-cases.js';
import { Search } from '../management/search/search.js';
import { TokenUseCases } from '../management/tokens/token-use-cases.js';
import { HttpsKeySetFetcher, type KeySetAccess } from '../remote-keys/https-key-set-fetcher.js';
import { HttpsKeySetProbe } from '../remote-keys/https-key-set-probe.js';
import { lazyManagementStorage } from '../storage/lazy-management-storage.js';
import type { ManagementDatabaseConfig } from '../storage/transaction/management-database.js';
import type { ManagementUser } from '../storage/transaction/management-pool.js';
import type { RevocationEvents } from '../storage/unit-of-work/postgres-unit-of-work.js';
import { readServerCa } from './server-ca.js';

export interface ManagementConfig {
  readonly database: ManagementDatabaseConfig;
  /** Each is read when it is first needed. */
  readonly secrets: SecretsConfig & MasterKeysConfig;
  readonly certificates: Hidden<CertificatesConfig>;
  readonly keyActivationDelaySeconds: () => number;
  /** Whether a second operator approves some changes of the admin API; left out: none does. */
  readonly approval?: boolean;
}

/** What differs between those who open it. */
export interface ManagementAccess {
  readonly user?: ManagementUser;
  /** How the key sets of clients are reached; the internet by default. */
  readonly keySetAccess?: KeySetAccess;
  readonly events?: RevocationEvents;
}

/**
 * Joins the use cases to PostgreSQL. Loads TypeORM and connects when it is first needed, so opening
 * costs nothing and cannot fail.
 */
export const openManagement = (
  config: ManagementConfig,
  { user, keySetAccess, events }: ManagementAccess = {},
): Management => {
  const storage = lazyManagementStorage(config.database, user, events);
  const { database, reads, refusedChangeLog, refusals } = storage;
  const { secrets, registeredKeys, keys, certificateParser, certificateAuthority, webhookSecrets } = cryptoOf(
    config.secrets,
  );
  const settings = config.certificates;
  const making = new CertificateIssuanceUseCases({
    certificateParser,
    certificateAuthority,
    requests: new LazyCsrParser(),
    zipMaker: new FflateHandOverZipMaker(),
    secretGenerator: secrets,
    settings,
    serverCa: () => readServerCa(settings().serverCaFile),
  });
  const keySetProbe = new HttpsKeySetProbe(new HttpsKeySetFetcher(keySetAccess));
  const audit = new AuditUseCases(storage.auditTrail, new Sha256AuditHasher());
  const executor = new Executor(database, refusedChangeLog);
  return {
    executor,
    ...approvalsOf(executor, reads, config),
    database: reads,
    accounts: new AccountUseCases(reads, refusals, audit.list),
    credentials: new CredentialUseCases(reads, secrets, registeredKeys, keySetProbe),
    certificates: new CertificateUseCases(reads, certificateParser),
    certificateIssuance: making,
    cas: new CaUseCases(reads, certificateParser, certificateAuthority, settings),
    clientCas: new ClientCaUseCases(reads, certificateParser),
    keys: new KeyUseCases(reads, keys, secrets, config.keyActivationDelaySeconds),
    realmUsers: new RealmUserUseCases(reads, secrets),
    notices: new NoticeUseCases(reads, webhookSecrets),
    tokens: new TokenUseCases(),
    refusals: new RefusalUseCases(refusals, 'operator'),
    audit,
    onboarding: new OnboardingUseCases(secrets, certificateParser, making),
    ...readingOf(reads, settings),
    ownAccount: new OwnAccountUseCases({
      ...{ database: reads, refusals, secrets, registeredKeys, certificateParser },
      sign: making.sign,
    }),
    refusedRequests: new RecordRefusedRequest(refusedChangeLog),
    changeBudget: (limits) => storage.changeBudget(limits),
    poolLoad: () => storage.poolLoad(),
    close: () => storage.close(),
  };
};

const approvalsOf = (
  executor: Executor,
  database: Reads,
  { secrets, approval = false }: ManagementConfig,
): Pick<Management, 'approvals' | 'approvalExecutor'> => {
  const sealer = new PepperedApprovalSealer(secrets.pepper);
  return {
    approvals: new ApprovalUseCases(database, sealer, approval),
    approvalExecutor: new ApprovalExecutor(executor, sealer, approval),
  };
};

/** What only reads. */
const readingOf = (
  database: Reads,
  settings: ManagementConfig['certificates'],
): Pick<Management, 'overview' | 'search'> => ({
  overview: new OverviewUseCases(database, settings),
  search: new Search(database),
});

const cryptoOf = (config: ManagementConfig['secrets']) => {
  const certificateParser = new X509Parser();
  const sealer = (): Sealer => new Sealer(config.masterKey, config.previousMasterKeys);
  return {
    certificateParser,
    secrets: new LazySecretGenerator(config),
    registeredKeys: new PepperedRegisteredKeys(() => new Peppers(config)),
    keys: new SealedKeyGenerator(sealer),
    certificateAuthority: new LazyCertificateAuthority(sealer, certificateParser),
    webhookSecrets: new SealedWebhookSecrets(sealer),
  };
};
