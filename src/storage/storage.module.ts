import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import { ReplacementReader } from '../core/credentials/replacements.js';
import { SigningKeyStore } from '../core/keys/signing-key.js';
import { RealmUserSnapshotReader } from '../core/realm/realm-user-snapshot-reader.js';
import { ReusedFamilyRevoker } from '../core/realm/reused-family-revoker.js';
import { UserIssuanceRecorder } from '../core/realm/user-issuance-recorder.js';
import { CertificateHolderRefusals } from '../core/refusals/certificate-holder-refusals.js';
import { RefusalLog } from '../core/refusals/refusal-log.js';
import type { MonotonicClock } from '../core/shared/durations.js';
import { servesManagement } from '../core/shared/process-role.js';
import type { Tracing } from '../core/shared/tracing.js';
import { AssertionIssuanceRecorder } from '../core/tokens/assertion-issuance-recorder.js';
import { ClientCache } from '../core/tokens/client-cache.js';
import { ClientSnapshotReader } from '../core/tokens/client-snapshot-reader.js';
import { IssuanceRecorder } from '../core/tokens/issuance-recorder.js';
import { ResourceServers } from '../core/tokens/resource-servers.js';
import { KnownRevocations } from '../core/tokens/revocation.js';
import { SessionRenewalRecorder } from '../core/tokens/session-renewal-recorder.js';
import { TokenBudget } from '../core/tokens/token-budget.js';
import { VerificationClock } from '../core/tokens/verification-clock.js';
import { Peppers } from '../crypto/secrets/peppers.js';
import { Database } from './database.js';
import { DatabaseConnections } from './database-connections.js';
import { ClientReadHealth } from './hot-path/client-read-health.js';
import { type ClockEvents, DatabaseClock } from './hot-path/database-clock.js';
import { digestUpgraders } from './hot-path/digest-upgraders.js';
import { healthProviders } from './hot-path/health-providers.js';
import { HotPathLoad } from './hot-path/hot-path-load.js';
import { issuanceRecorders } from './hot-path/issuance-recorders.js';
import { LastUseRecorder } from './hot-path/last-use-recorder.js';
import { LruClientCache } from './hot-path/lru-client-cache.js';
import { LruTokenBudget } from './hot-path/lru-token-budget.js';
import { PostgresCertificateHolderRefusals } from './hot-path/postgres-certificate-holder-refusals.js';
import { PostgresClientSnapshotReader } from './hot-path/postgres-client-snapshot-reader.js';
import { PostgresDigestUpgrader } from './hot-path/postgres-digest-upgrader.js';
import { PostgresRealmUserSnapshotReader } from './hot-path/postgres-realm-user-snapshot-reader.js';
import { PostgresRefusalLog, type RefusalLogEvents } from './hot-path/postgres-refusal-log.js';
import { PostgresReplacementReader } from './hot-path/postgres-replacement-reader.js';
import { PostgresResourceServers } from './hot-path/postgres-resource-servers.js';
import { PostgresReusedFamilyRevoker } from './hot-path/postgres-reused-family-revoker.js';
import { PostgresSigningKeyStore } from './hot-path/postgres-signing-key-store.js';
import { PostgresUserIssuanceRecorder } from './hot-path/postgres-user-issuance-recorder.js';
import { RecordHealth } from './hot-path/record-health.js';
import { RevocationFeed } from './hot-path/revocation-feed.js';
import { TokenRequestCounter } from './hot-path/token-request-counter.js';
import { UserStatementLimiter } from './hot-path/user-statement-limiter.js';
import type { WriteEvents } from './hot-path/write-behind.js';
import { AssertionCleanup } from './maintenance/assertion-cleanup.js';
import { ClockAgreement } from './maintenance/clock-agreement.js';
import { DatabaseLoginRights } from './maintenance/database-login-rights.js';
import { DatabaseLoginSettingsCheck } from './maintenance/database-login-settings-check.js';
import { ExpiryCounter } from './maintenance/expiry-counter.js';
import { FamilyCleanup } from './maintenance/family-cleanup.js';
import { MissingProcessCleanup } from './maintenance/missing-process-cleanup.js';
import { Partitions } from './maintenance/partitions.js';
import { PepperCheck } from './maintenance/pepper-check.js';
import {
  type HeartbeatEvents,
  type ProcessDescription,
  ProcessHeartbeat,
} from './maintenance/process-heartbeat.js';
import { RefusedChangeSummaries } from './maintenance/refused-change-summaries.js';
import { RevocationCleanup } from './maintenance/revocation-cleanup.js';
import { SchemaCheck } from './maintenance/schema-check.js';
import { TokenRequestCountCleanup } from './maintenance/token-request-count-cleanup.js';

type StorageConfig = Pick<
  Config,
  'role' | 'database' | 'managementDatabase' | 'records' | 'secrets' | 'verification' | 'accountTokensPerDay'
>;

export interface StorageDependencies {
  /** What operators see of this process. */
  readonly described: ProcessDescription;
  /** The names of the migrations that this release knows. */
  readonly knownMigrations: readonly string[];
  readonly refusalEvents: RefusalLogEvents;
  /** How the writes behind the responses end, by the job that the log and the metrics name. */
  readonly writeEvents: (job: string) => WriteEvents;
  readonly clockEvents: ClockEvents;
  readonly heartbeatEvents: HeartbeatEvents;
  /** The clock of this machine, which is compared with the database's and decides nothing. */
  readonly processClock: () => number;
  readonly monotonicClock: MonotonicClock;
  /** `null`: this process makes no traces. */
  readonly tracing: Tracing | null;
  /**
   * Converts the database's time into the issuing time, in tests; `null`: the issuing time is the
   * database's.
   */
  readonly issuingClock: ((databaseMs: number) => number) | null;
}

const exported = [
  Database,
  DatabaseConnections,
  ClientSnapshotReader,
  IssuanceRecorder,
  AssertionIssuanceRecorder,
  SessionRenewalRecorder,
  AssertionCleanup,
  ClientCache,
  TokenBudget,
  RealmUserSnapshotReader,
  UserIssuanceRecorder,
  ReusedFamilyRevoker,
  FamilyCleanup,
  RefusedChangeSummaries,
  RevocationCleanup,
  ResourceServers,
  LastUseRecorder,
  TokenRequestCounter,
  TokenRequestCountCleanup,
  ProcessHeartbeat,
  MissingProcessCleanup,
  ClockAgreement,
  DigestUpgrader,
  PostgresDigestUpgrader,
  PepperCheck,
  CertificateHolderRefusals,
  RefusalLog,
  PostgresRefusalLog,
  ReplacementReader,
  SigningKeyStore,
  Partitions,
  RevocationFeed,
  KnownRevocations,
  DatabaseClock,
  VerificationClock,
  SchemaCheck,
  HotPathLoad,
  RecordHealth,
  ClientReadHealth,
  ExpiryCounter,
  DatabaseLoginSettingsCheck,
  DatabaseLoginRights,
];

/** Provides what the contract for users needs. */
const forUsers = (
  database: Database,
  {
    issuingClock,
    monotonicClock,
    lastUseRecorder,
    health,
  }: Pick<StorageDependencies, 'issuingClock' | 'monotonicClock'> & {
    readonly lastUseRecorder: LastUseRecorder;
    readonly health: RecordHealth;
  },
): Provider[] => {
  const limiter = new UserStatementLimiter(monotonicClock);
  return [
    {
      provide: RealmUserSnapshotReader,
      useValue: new PostgresRealmUserSnapshotReader(database, limiter, issuingClock ?? undefined),
    },
    {
      provide: UserIssuanceRecorder,
      useValue: new PostgresUserIssuanceRecorder(database, lastUseRecorder, limiter, health),
    },
    { provide: ReusedFamilyRevoker, useValue: new PostgresReusedFamilyRevoker(database) },
  ];
};

/** Provides what the contracts for clients need. */
const forClients = (
  clients: ClientSnapshotReader,
  issuances: IssuanceRecorder,
  cache: ClientCache,
  budget: TokenBudget,
): Provider[] => [
  { provide: ClientSnapshotReader, useValue: clients },
  { provide: IssuanceRecorder, useValue: issuances },
  { provide: ClientCache, useValue: cache },
  { provide: TokenBudget, useValue: budget },
];

/** Provides the records of tokens that are had with an assertion, or with another token. */
const forProofs = (
  assertions: AssertionIssuanceRecorder,
  renewals: SessionRenewalRecorder,
  maintenance: Database,
): Provider[] => [
  { provide: AssertionIssuanceRecorder, useValue: assertions },
  { provide: SessionRenewalRecorder, useValue: renewals },
  { provide: AssertionCleanup, useValue: new AssertionCleanup(maintenance) },
];

const forRefusals = (
  database: Database,
  { monotonicClock, refusalEvents }: StorageDependencies,
): Provider[] => {
  const log = new PostgresRefusalLog(database, monotonicClock, refusalEvents);
  return [
    { provide: CertificateHolderRefusals, useValue: new PostgresCertificateHolderRefusals(database) },
    { provide: RefusalLog, useValue: log },
    { provide: PostgresRefusalLog, useValue: log },
  ];
};

/** Where this process may manage, it also has the keys of operators' tokens, and generates the first keys. */
const signingKeysOf = ({ issuing, maintenance }: DatabaseConnections, mayManage: boolean): Provider => ({
  provide: SigningKeyStore,
  useValue: new PostgresSigningKeyStore(issuing, mayManage ? maintenance : null),
});

/** Provides what maintains the database, and the checks at the start. */
const forMaintenance = (
  connections: DatabaseConnections,
  { role, records }: StorageConfig,
  { knownMigrations, processClock }: StorageDependencies,
): Provider[] => {
  const { issuing, maintenance } = connections;
  return [
    { provide: ExpiryCounter, useValue: new ExpiryCounter(maintenance) },
    { provide: FamilyCleanup, useValue: new FamilyCleanup(maintenance) },
    { provide: RefusedChangeSummaries, useValue: new RefusedChangeSummaries(maintenance) },
    { provide: RevocationCleanup, useValue: new RevocationCleanup(maintenance) },
    { provide: TokenRequestCountCleanup, useValue: new TokenRequestCountCleanup(maintenance) },
    { provide: MissingProcessCleanup, useValue: new MissingProcessCleanup(maintenance) },
    { provide: ClockAgreement, useValue: new ClockAgreement(maintenance, processClock) },
    { provide: Partitions, useValue: new Partitions(connections, records, processClock) },
    { provide: DatabaseLoginSettingsCheck, useValue: new DatabaseLoginSettingsCheck(connections) },
    { provide: DatabaseLoginRights, useValue: new DatabaseLoginRights(connections, role) },
    { provide: SchemaCheck, useValue: new SchemaCheck(issuing, knownMigrations) },
  ];
};

/** Provides what writes the figures that operators see of this process. */
const forOverview = (
  database: Database,
  { described, monotonicClock, heartbeatEvents, writeEvents }: StorageDependencies,
): Provider[] => [
  {
    provide: TokenRequestCounter,
    useValue: new TokenRequestCounter(
      database,
      monotonicClock,
      writeEvents('writing the counts of token requests'),
    ),
  },
  {
    provide: ProcessHeartbeat,
    useValue: new ProcessHeartbeat(database, described, monotonicClock, heartbeatEvents),
  },
];

/** Opens the feed of revocations, whose answers bring the database's time. */
const feedOf = (
  database: Database,
  { skewSeconds, maxStalenessSeconds }: StorageConfig['verification'],
  { monotonicClock, processClock, clockEvents }: StorageDependencies,
): { clock: DatabaseClock; revocations: RevocationFeed } => {
  const clock = new DatabaseClock(monotonicClock, skewSeconds * 1000, clockEvents, processClock);
  return {
    clock,
    revocations: new RevocationFeed(database, monotonicClock, maxStalenessSeconds * 1000, clock),
  };
};

/**
 * The ports of `core`, implemented with PostgreSQL.
 *
 * This folder owns the SQL of the running product, with its subfolders. It must never import a
 * feature folder, and of everything that a request depends on it keeps in memory only the revocations,
 * and of clients what the record of each token judges again.
 */
@Module({})
export class StorageModule {
  static with(storage: StorageConfig, dependencies: StorageDependencies): DynamicModule {
    const { role, database: config, secrets, verification, accountTokensPerDay } = storage;
    const mayManage = servesManagement(role);
    const connections = DatabaseConnections.open(storage);
    const database = connections.issuing;
    const { monotonicClock, tracing, issuingClock, writeEvents } = dependencies;
    const limits = { ...config, tracing };
    const lastUseRecorder = new LastUseRecorder(database, writeEvents('writing the times of last use'));
    const clients = new PostgresClientSnapshotReader(
      ...([database, limits, monotonicClock, issuingClock ?? undefined] as const),
    );
    const health = new RecordHealth(database, monotonicClock);
    const records = issuanceRecorders(connections, limits, { lastUseRecorder, health }, dependencies);
    const replacements = new PostgresReplacementReader(database, limits, monotonicClock);
    const load = new HotPathLoad(connections, {
      read_clients: clients,
      record_tokens: records.issuances,
      read_replacements: replacements,
    });
    const { clock, revocations } = feedOf(database, verification, dependencies);
    const cache = new LruClientCache(issuingClock === null ? clock : null);
    const budget = new LruTokenBudget(monotonicClock, accountTokensPerDay);
    return {
      module: StorageModule,
      global: true,
      providers: [
        { provide: Database, useValue: database },
        { provide: DatabaseConnections, useValue: connections },
        { provide: HotPathLoad, useValue: load },
        ...healthProviders(health, new ClientReadHealth(database, clients)),
        ...forClients(clients, records.issuances, cache, budget),
        ...forProofs(records.assertions, records.renewals, connections.maintenance),
        ...forUsers(database, { ...dependencies, lastUseRecorder, health }),
        { provide: ResourceServers, useValue: new PostgresResourceServers(database) },
        { provide: LastUseRecorder, useValue: lastUseRecorder },
        ...forOverview(database, dependencies),
        ...digestUpgraders(connections.maintenance, mayManage, writeEvents('upgrading digests')),
        { provide: PepperCheck, useValue: new PepperCheck(database, new Peppers(secrets).known()) },
        ...forRefusals(database, dependencies),
        { provide: ReplacementReader, useValue: replacements },
        signingKeysOf(connections, mayManage),
        ...forMaintenance(connections, storage, dependencies),
        { provide: RevocationFeed, useValue: revocations },
        { provide: DatabaseClock, useValue: clock },
        { provide: VerificationClock, useExisting: DatabaseClock },
        { provide: KnownRevocations, useExisting: RevocationFeed },
      ],
      exports: exported,
    };
  }
}
