import type { ChangeLimits } from '../core/accounts/change-budget.js';
import type { ContractName } from '../core/credentials/credential.js';
import type { ProcessRole } from '../core/shared/process-role.js';
import {
  type ContractConfig,
  contractConfigs,
  contractContradictions,
  type RealmConfig,
  realmConfig,
} from './contract-config.js';
import { type NoticesConfig, noticesConfig, smtpContradictions } from './notice-config.js';
import { type Environment, type Read, readSettings, type Values } from './read-settings.js';
import { type SettingName, settings } from './settings.js';
import { type TracesConfig, tracesConfig } from './trace-config.js';

/** A value that does not print, serialise or inspect: call it to read it. */
export type Hidden<T> = () => T;

/**
 * The configuration, read once from the environment, checked as a whole and frozen. Times carry
 * their unit in the name.
 *
 * This folder owns every setting: its name, grammar and description. It must never hand out a
 * secret except as a `Hidden` value, or import anything of the product but `core`.
 */
export interface Config {
  readonly role: ProcessRole;
  readonly http: { readonly host: string; readonly port: number; readonly drainSeconds: number };
  /** How long the event loop may stand still before the process is ended; 0: for ever. */
  readonly watchdogSeconds: number;
  /** Of the issue path. */
  readonly database: DatabaseConfig;
  /** Of management and maintenance; the same object where one login does everything. */
  readonly managementDatabase: DatabaseConfig;
  readonly secrets: SecretsConfig & MasterKeysConfig;
  /** How long the next signing key is published before it signs. */
  readonly keyActivationDelaySeconds: number;
  readonly listeners: {
    readonly tls: Hidden<string>;
    readonly header: Hidden<string> | null;
    readonly admin: Hidden<string> | null;
    readonly gateway: Hidden<string> | null;
  };
  /** How many tokens an account gets a day from this process; 0: without a limit. */
  readonly accountTokensPerDay: number;
  /** How much an account may change by self-service. */
  readonly selfService: ChangeLimits;
  /** Limits for verifying a token that is used. */
  readonly verification: { readonly skewSeconds: number; readonly maxStalenessSeconds: number };
  /** `folder`: the folder of the route tables; `null` when no API is protected. */
  readonly routes: { readonly folder: string | null };
  readonly tokens: {
    readonly issuer: string;
    readonly audience: string;
    readonly adminAudience: string;
    readonly adminLifetimeSeconds: number;
    readonly contracts: Readonly<Record<ContractName, ContractConfig>>;
  };
  readonly realm: RealmConfig;
  readonly certificates: CertificatesConfig;
  readonly records: { readonly issuanceRetentionDays: number; readonly refusalRetentionDays: number };
  readonly slowHash: {
    readonly concurrency: number;
    readonly queueMax: number;
    readonly perQuotaKeyMax: number;
  };
  readonly signing: { readonly rs256Concurrency: number };
  readonly notices: NoticesConfig;
  /** Whether a second operator approves some changes of the admin API. */
  readonly approval: boolean;
  readonly logLevel: string;
  /** `null`: this process makes no traces. */
  readonly traces: TracesConfig | null;
  /** The address of the documentation, which errors link to. */
  readonly docsUrl: string | null;
  /** Where to report a vulnerability, as a URI. */
  readonly securityContact: string | null;
}

/** `DatabaseSetting`: the setting that a URL of the database was read from; messages name it. */
export type DatabaseSetting = 'DATABASE_URL' | 'MANAGE_DATABASE_URL' | 'MIGRATION_DATABASE_URL';

export interface DatabaseConfig {
  /** Left out: `DATABASE_URL`. */
  readonly setting?: DatabaseSetting;
  readonly url: Hidden<string>;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
  readonly maxBatchSize: number;
  readonly namedStatements: boolean;
}

/** Settings of the certificates that the gateway's own authority signs. */
export interface CertificatesConfig {
  readonly days: number;
  readonly crlUrl: string | null;
  readonly crlDays: number;
  /** Where merchants reach the gateway; `null` when the command line does not know it. */
  readonly publicUrl: string | null;
  /** The file with the CA of the gateway's own certificate, for hand-over ZIPs; `null` for a public CA. */
  readonly serverCaFile: string | null;
}

export interface SecretsConfig {
  readonly pepper: Hidden<Buffer>;
  readonly previousPeppers: Hidden<readonly Buffer[]>;
}

export interface MasterKeysConfig {
  readonly masterKey: Hidden<Buffer>;
  /** Other master keys that open what they sealed, but seal nothing. */
  readonly previousMasterKeys: Hidden<readonly Buffer[]>;
}

type NameOfApplication = Exclude<SettingName, 'MIGRATION_DATABASE_URL'>;

/** The login of the schema's owner is for the command line alone: the application need not be able to read its file. */
const namesOfApplication = (Object.keys(settings) as SettingName[]).filter(
  (name): name is NameOfApplication => name !== 'MIGRATION_DATABASE_URL',
);

/** Loads everything that the application needs. Throws a `ConfigError` with every problem. */
export const loadConfig = (env: Environment): Config => {
  const read = readSettings(env, namesOfApplication, contradictions);
  return Object.freeze({
    role: read.PORTARIA_ROLE,
    http: Object.freeze({
      host: read.PORTARIA_HOST,
      port: read.PORTARIA_PORT,
      drainSeconds: read.PORTARIA_DRAIN_SECONDS,
    }),
    watchdogSeconds: read.PORTARIA_WATCHDOG_SECONDS,
    ...databases(read),
    secrets: Object.freeze({ ...secretsConfig(read), ...masterKeysConfig(read) }),
    keyActivationDelaySeconds: read.PORTARIA_KEY_ACTIVATION_DELAY_SECONDS,
    listeners: Object.freeze({
      tls: hidden(read.PORTARIA_TLS_LISTENER_SECRET),
      header: hiddenIfSet(read.PORTARIA_HEADER_LISTENER_SECRET),
      admin: hiddenIfSet(read.PORTARIA_ADMIN_LISTENER_SECRET),
      gateway: hiddenIfSet(read.PORTARIA_GATEWAY_LISTENER_SECRET),
    }),
    accountTokensPerDay: read.PORTARIA_ACCOUNT_TOKENS_PER_DAY,
    selfService: Object.freeze({
      changesPerDay: read.PORTARIA_ACCOUNT_CHANGES_PER_DAY,
      refusedPerDay: read.PORTARIA_ACCOUNT_REFUSED_CHANGES_PER_DAY,
    }),
    verification: Object.freeze({
      skewSeconds: read.PORTARIA_CLOCK_SKEW_SECONDS,
      maxStalenessSeconds: read.PORTARIA_VERIFY_MAX_STALENESS_SECONDS,
    }),
    routes: Object.freeze({ folder: read.PORTARIA_ROUTES_DIR ?? null }),
    tokens: Object.freeze({
      issuer: read.PORTARIA_ISSUER,
      audience: read.PORTARIA_AUDIENCE,
      adminAudience: read.PORTARIA_ADMIN_AUDIENCE,
      adminLifetimeSeconds: read.PORTARIA_ADMIN_TOKEN_SECONDS,
      contracts: contractConfigs(read),
    }),
    realm: realmConfig(read),
    certificates: certificatesConfig(read, read.PORTARIA_ISSUER),
    records: recordsConfig(read),
    slowHash: Object.freeze({
      concurrency: read.PORTARIA_SLOW_HASH_CONCURRENCY,
      queueMax: read.PORTARIA_SLOW_HASH_QUEUE,
      perQuotaKeyMax: read.PORTARIA_SLOW_HASH_PER_QUOTA_KEY,
    }),
    signing: Object.freeze({ rs256Concurrency: read.PORTARIA_RS256_CONCURRENCY }),
    ...managingConfig(read),
    ...observedBy(read),
    ...publicAddresses(read),
  });
};

/** Loads the part that the command line needs to work on the database. */
export const loadManagementConfig = (
  env: Environment,
): { database: DatabaseConfig; secrets: SecretsConfig } => {
  const database = loadManagementDatabaseConfig(env);
  const secrets = readSettings(env, ['PORTARIA_PEPPER', 'PORTARIA_PREVIOUS_PEPPERS']);
  return Object.freeze({ database, secrets: secretsConfig(secrets) });
};

/** Loads the part that the command line needs when it generates no secret. */
export const loadManagementDatabaseConfig = (env: Environment): DatabaseConfig => {
  const url = loadManagementUrl(env);
  return url === null
    ? loadDatabaseConfig(env)
    : databaseConfig(readSettings(env, connectionSettings), url(), 'MANAGE_DATABASE_URL');
};

/** Loads the URL of the login that manages; `null` where one login does everything. */
export const loadManagementUrl = (env: Environment): Hidden<string> | null =>
  hiddenIfSet(readSettings(env, ['MANAGE_DATABASE_URL']).MANAGE_DATABASE_URL);

/** Loads the login of the issue path, or of everything. */
export const loadDatabaseConfig = (env: Environment): DatabaseConfig => {
  const read = readSettings(env, ['DATABASE_URL', ...connectionSettings]);
  return databaseConfig(read, read.DATABASE_URL);
};

/** Loads the part that the command line needs to seal or open keys. */
export const loadMasterKeysConfig = (env: Environment): MasterKeysConfig =>
  masterKeysConfig(readSettings(env, masterKeySettings));

/** Loads the part that the command line needs to publish a signing key. */
export const loadKeyActivationDelaySeconds = (env: Environment): number =>
  readSettings(env, ['PORTARIA_KEY_ACTIVATION_DELAY_SECONDS']).PORTARIA_KEY_ACTIVATION_DELAY_SECONDS;

/** Loads the part that the command line needs to sign certificates. */
export const loadCertificatesConfig = (env: Environment): CertificatesConfig => {
  const issuer = env['PORTARIA_ISSUER'] ? readSettings(env, ['PORTARIA_ISSUER']).PORTARIA_ISSUER : null;
  return certificatesConfig(readSettings(env, certificateSettingNames), issuer);
};

/** `OwnerDatabase`: the database, with the login of the schema's owner. */
export type OwnerDatabase = Required<Pick<DatabaseConfig, 'url' | 'setting'>>;

/** Loads the part that a migration needs: a direct connection as the owner of the schema. */
export const loadMigrationConfig = (env: Environment): OwnerDatabase => {
  const owner = readSettings(env, ['MIGRATION_DATABASE_URL']).MIGRATION_DATABASE_URL;
  return Object.freeze(
    owner === undefined
      ? { url: hidden(readSettings(env, ['DATABASE_URL']).DATABASE_URL), setting: 'DATABASE_URL' }
      : { url: hidden(owner), setting: 'MIGRATION_DATABASE_URL' },
  );
};

/** Loads the role of the processes whose database login is prepared. */
export const loadProcessRole = (env: Environment): ProcessRole =>
  readSettings(env, ['PORTARIA_ROLE']).PORTARIA_ROLE;

/** Loads the part that a migration writes for the owner of the schema: how long records are kept. */
export const loadRetention = (env: Environment): Config['records'] =>
  recordsConfig(readSettings(env, retentionSettings));

const retentionSettings = ['PORTARIA_ISSUANCE_RETENTION_DAYS', 'PORTARIA_REFUSAL_RETENTION_DAYS'] as const;

const recordsConfig = (read: Read<(typeof retentionSettings)[number]>): Config['records'] =>
  Object.freeze({
    issuanceRetentionDays: read.PORTARIA_ISSUANCE_RETENTION_DAYS,
    refusalRetentionDays: read.PORTARIA_REFUSAL_RETENTION_DAYS,
  });

const connectionSettings = [
  'PORTARIA_DATABASE_TIMEOUT_MS',
  'PORTARIA_DATABASE_MAX_IN_FLIGHT',
  'PORTARIA_DATABASE_MAX_BATCH_SIZE',
  'PORTARIA_PREPARED_STATEMENTS',
] as const;

const databaseConfig = (
  read: Read<(typeof connectionSettings)[number]>,
  url: string,
  setting: DatabaseSetting = 'DATABASE_URL',
): DatabaseConfig =>
  Object.freeze({
    setting,
    url: hidden(url),
    timeoutMs: read.PORTARIA_DATABASE_TIMEOUT_MS,
    maxInFlight: read.PORTARIA_DATABASE_MAX_IN_FLIGHT,
    maxBatchSize: read.PORTARIA_DATABASE_MAX_BATCH_SIZE,
    namedStatements: read.PORTARIA_PREPARED_STATEMENTS,
  });

/** One and the same where one login does everything. */
const databases = (
  read: Read<(typeof connectionSettings)[number] | 'DATABASE_URL' | 'MANAGE_DATABASE_URL'>,
): Pick<Config, 'database' | 'managementDatabase'> => {
  const database = databaseConfig(read, read.DATABASE_URL);
  const { MANAGE_DATABASE_URL: url } = read;
  if (url === undefined) return { database, managementDatabase: database };
  return { database, managementDatabase: databaseConfig(read, url, 'MANAGE_DATABASE_URL') };
};

const certificateSettingNames = [
  'PORTARIA_CERTIFICATE_DAYS',
  'PORTARIA_CRL_URL',
  'PORTARIA_CRL_DAYS',
  'PORTARIA_SERVER_CA',
] as const;

const certificatesConfig = (
  read: Read<(typeof certificateSettingNames)[number]>,
  publicUrl: string | null,
): CertificatesConfig =>
  Object.freeze({
    days: read.PORTARIA_CERTIFICATE_DAYS,
    crlUrl: read.PORTARIA_CRL_URL ?? null,
    crlDays: read.PORTARIA_CRL_DAYS,
    publicUrl,
    serverCaFile: read.PORTARIA_SERVER_CA ?? null,
  });

const publicAddresses = (
  read: Read<'PORTARIA_DOCS_URL' | 'PORTARIA_SECURITY_CONTACT'>,
): Pick<Config, 'docsUrl' | 'securityContact'> => ({
  docsUrl: read.PORTARIA_DOCS_URL ?? null,
  securityContact: read.PORTARIA_SECURITY_CONTACT ?? null,
});

/** How a process shows what it does. */
const observedBy = (
  read: Parameters<typeof tracesConfig>[0] & Read<'PORTARIA_LOG_LEVEL'>,
): Pick<Config, 'logLevel' | 'traces'> => ({
  logLevel: read.PORTARIA_LOG_LEVEL,
  traces: tracesConfig(read),
});

/** What only processes that manage read. */
const managingConfig = (
  read: Parameters<typeof noticesConfig>[0] & Read<'PORTARIA_APPROVAL'>,
): Pick<Config, 'approval' | 'notices'> => ({
  approval: read.PORTARIA_APPROVAL,
  notices: noticesConfig(read),
});

const secretsConfig = (read: Read<'PORTARIA_PEPPER' | 'PORTARIA_PREVIOUS_PEPPERS'>): SecretsConfig =>
  Object.freeze({
    pepper: hidden(bytesOf(read.PORTARIA_PEPPER)),
    previousPeppers: hidden(read.PORTARIA_PREVIOUS_PEPPERS.map(bytesOf)),
  });

const masterKeySettings = ['PORTARIA_MASTER_KEY', 'PORTARIA_PREVIOUS_MASTER_KEYS'] as const;

const masterKeysConfig = (read: Read<(typeof masterKeySettings)[number]>): MasterKeysConfig =>
  Object.freeze({
    masterKey: hidden(bytesOf(read.PORTARIA_MASTER_KEY)),
    previousMasterKeys: hidden(read.PORTARIA_PREVIOUS_MASTER_KEYS.map(bytesOf)),
  });

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

const hidden =
  <T>(value: T): Hidden<T> =>
  () =>
    value;
const hiddenIfSet = <T>(value: T | undefined): Hidden<T> | null =>
  value === undefined ? null : hidden(value);

/** Finds the problems that a single setting cannot show. */
const contradictions = (values: Values): string[] => {
  const listeners = [
    values.PORTARIA_TLS_LISTENER_SECRET,
    values.PORTARIA_ADMIN_LISTENER_SECRET,
    values.PORTARIA_HEADER_LISTENER_SECRET,
    values.PORTARIA_GATEWAY_LISTENER_SECRET,
  ].filter((secret) => secret !== undefined);
  return [
    ...contractContradictions(values),
    ...(new Set(listeners).size < listeners.length
      ? ['PORTARIA_*_LISTENER_SECRET: each listener needs its own secret']
      : []),
    ...secretsOfOtherRole(values),
    ...secondLogin(values),
    ...smtpContradictions(values),
  ];
};

/** Only a process that does both has two logins. */
const secondLogin = ({ PORTARIA_ROLE: role, MANAGE_DATABASE_URL: url }: Values): string[] => {
  if (url === undefined || (role !== 'issue' && role !== 'manage')) return [];
  return [
    role === 'issue'
      ? 'MANAGE_DATABASE_URL: a process with PORTARIA_ROLE=issue must not have it. Remove it here'
      : 'MANAGE_DATABASE_URL: is only for PORTARIA_ROLE=all. Set this URL as DATABASE_URL, and remove it here',
  ];
};

/** An attacker in an issuing process could pass for the admin listener with its proxy secret. */
const secretsOfOtherRole = (values: Values): string[] =>
  values.PORTARIA_ROLE === 'issue' && values.PORTARIA_ADMIN_LISTENER_SECRET !== undefined
    ? [
        'PORTARIA_ADMIN_LISTENER_SECRET: a process with PORTARIA_ROLE=issue must not have it. Remove it here, and set it ' +
          'for the processes with PORTARIA_ROLE=manage',
      ]
    : [];
