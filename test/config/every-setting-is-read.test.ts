import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { loadBackupConfig } from '../../src/config/backup-config.js';
import {
  type Config,
  loadConfig,
  loadManagementConfig,
  loadMigrationConfig,
} from '../../src/config/config.js';
import type { SettingName } from '../../src/config/settings.js';
import { goodEnvironment } from './support.js';

const key = randomBytes(32).toString('base64');
const listenerSecret = randomBytes(32).toString('base64url');

/** A value for each setting that is neither the default nor in the good environment. Total: a new one must be tried. */
const others = {
  PORTARIA_HOST: '127.0.0.2',
  PORTARIA_PORT: '3001',
  PORTARIA_ROLE: 'manage',
  PORTARIA_ISSUER: 'https://other.example.com',
  PORTARIA_CONTRACTS: 'realm',
  PORTARIA_AUDIENCE: 'other',
  PORTARIA_AVISTA_AUDIENCE: 'other',
  PORTARIA_PIX_AUDIENCE: 'other',
  PORTARIA_REALM_AUDIENCE: 'other',
  PORTARIA_SERVICE_TOKEN_AUDIENCE: 'other',
  PORTARIA_AVISTA_ALGORITHM: 'ES256',
  PORTARIA_PIX_ALGORITHM: 'ES256',
  PORTARIA_REALM_ALGORITHM: 'ES256',
  PORTARIA_SERVICE_TOKEN_ALGORITHM: 'ES256',
  PORTARIA_ADMIN_AUDIENCE: 'other',
  PORTARIA_ADMIN_TOKEN_SECONDS: '61',
  PORTARIA_APPROVAL: 'on',
  PORTARIA_AVISTA_TOKEN_SECONDS: '62',
  PORTARIA_PIX_TOKEN_SECONDS: '63',
  PORTARIA_REALM_TOKEN_SECONDS: '64',
  PORTARIA_REALM_NAME: 'other',
  PORTARIA_REALM_CLIENT_ID: 'other-api',
  PORTARIA_REALM_REFRESH_SECONDS: '66',
  PORTARIA_REALM_REUSE_GRACE_SECONDS: '11',
  PORTARIA_SERVICE_TOKEN_SECONDS: '65',
  DATABASE_URL: 'postgresql://other@127.0.0.1:1/other',
  MANAGE_DATABASE_URL: 'postgresql://manager@127.0.0.1:1/other',
  MIGRATION_DATABASE_URL: 'postgresql://owner@127.0.0.1:1/other',
  PORTARIA_DATABASE_TIMEOUT_MS: '101',
  PORTARIA_DATABASE_MAX_IN_FLIGHT: '3',
  PORTARIA_DATABASE_MAX_BATCH_SIZE: '3',
  PORTARIA_PREPARED_STATEMENTS: 'off',
  PORTARIA_MASTER_KEY: key,
  PORTARIA_PREVIOUS_MASTER_KEYS: key,
  PORTARIA_ACCOUNT_TOKENS_PER_DAY: '500001',
  PORTARIA_ACCOUNT_CHANGES_PER_DAY: '201',
  PORTARIA_ACCOUNT_REFUSED_CHANGES_PER_DAY: '101',
  PORTARIA_KEY_ACTIVATION_DELAY_SECONDS: '121',
  PORTARIA_NOTICES: 'on',
  PORTARIA_NOTICE_NETWORKS: '10.20.0.0/16',
  PORTARIA_NOTICE_REJECTIONS: '21',
  PORTARIA_SMTP_URL: 'smtps://smtp.example.com',
  PORTARIA_SMTP_FROM: 'other@example.com',
  PORTARIA_SMTP_USER: 'other',
  PORTARIA_SMTP_PASSWORD: 'other-password',
  PORTARIA_PEPPER: key,
  PORTARIA_PREVIOUS_PEPPERS: key,
  PORTARIA_TLS_LISTENER_SECRET: listenerSecret,
  PORTARIA_ADMIN_LISTENER_SECRET: listenerSecret,
  PORTARIA_HEADER_LISTENER_SECRET: listenerSecret,
  PORTARIA_GATEWAY_LISTENER_SECRET: listenerSecret,
  PORTARIA_ROUTES_DIR: '/etc/other',
  PORTARIA_CLOCK_SKEW_SECONDS: '3',
  PORTARIA_VERIFY_MAX_STALENESS_SECONDS: '3',
  PORTARIA_CERTIFICATE_DAYS: '3',
  PORTARIA_CRL_URL: 'http://crl.example.com/portaria.crl',
  PORTARIA_CRL_DAYS: '3',
  PORTARIA_SERVER_CA: '/etc/portaria/other-ca.pem',
  PORTARIA_ISSUANCE_RETENTION_DAYS: '3',
  PORTARIA_REFUSAL_RETENTION_DAYS: '3',
  PORTARIA_SLOW_HASH_CONCURRENCY: '3',
  PORTARIA_SLOW_HASH_QUEUE: '3',
  PORTARIA_SLOW_HASH_PER_QUOTA_KEY: '3',
  PORTARIA_RS256_CONCURRENCY: '3',
  PORTARIA_DRAIN_SECONDS: '3',
  PORTARIA_WATCHDOG_SECONDS: '3',
  PORTARIA_LOG_LEVEL: 'debug',
  PORTARIA_DOCS_URL: 'https://docs.example.com',
  PORTARIA_SECURITY_CONTACT: 'tel:+551155550100',
  PORTARIA_BACKUP_MARKER: '/var/lib/other/last-success',
  PORTARIA_BACKUP_MAX_AGE_HOURS: '170',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://other.example.com',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://other.example.com/traces',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-key=other',
  OTEL_EXPORTER_OTLP_CERTIFICATE: '/etc/other/ca.pem',
  OTEL_TRACES_SAMPLER: 'always_on',
  OTEL_TRACES_SAMPLER_ARG: '0.5',
  OTEL_SERVICE_NAME: 'other',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=other',
  OTEL_SDK_DISABLED: 'true',
} as const satisfies Record<SettingName, string>;

/** Everything in it, hidden or not, as one text. */
const contentOf = (config: Config): string =>
  JSON.stringify(config, (_name, value: unknown) =>
    typeof value === 'function' ? (value as () => unknown)() : value,
  );

const environment: Record<string, string> = {
  ...goodEnvironment(),
  // None of them means anything alone.
  PORTARIA_SMTP_URL: 'smtp://smtp.example.com',
  PORTARIA_SMTP_FROM: 'portaria@example.com',
  PORTARIA_SMTP_USER: 'portaria',
  PORTARIA_SMTP_PASSWORD: 'a-password',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
};
const {
  MIGRATION_DATABASE_URL: migrationUrl,
  PORTARIA_BACKUP_MARKER: marker,
  PORTARIA_BACKUP_MAX_AGE_HOURS: maxAgeHours,
  ...ofApplication
} = others;

test('the same environment has the same content', () => {
  expect(contentOf(loadConfig(environment))).toBe(contentOf(loadConfig({ ...environment })));
});

test.each(Object.entries(ofApplication))('%s arrives in the configuration', (name, other) => {
  const changed = loadConfig({ ...environment, [name]: other });
  expect(contentOf(changed)).not.toBe(contentOf(loadConfig(environment)));
});

test('what doctor knows of backups arrives there', () => {
  expect(loadBackupConfig({ ...environment, PORTARIA_BACKUP_MARKER: marker })).toEqual({
    marker,
    maxAgeHours: 26,
  });
  expect(loadBackupConfig({ ...environment, PORTARIA_BACKUP_MAX_AGE_HOURS: maxAgeHours })).toEqual({
    marker: null,
    maxAgeHours: 170,
  });
});

test('MIGRATION_DATABASE_URL arrives where migrating is configured, and counts more than DATABASE_URL', () => {
  const { url } = loadMigrationConfig({ ...environment, MIGRATION_DATABASE_URL: migrationUrl });
  expect(url()).toBe(migrationUrl);
  expect(loadMigrationConfig(environment).url()).toBe(environment['DATABASE_URL']);
});

test('the command line manages with MANAGE_DATABASE_URL where it is set, and needs no other login', () => {
  const second = { ...environment, MANAGE_DATABASE_URL: others.MANAGE_DATABASE_URL };
  for (const settings of [second, { ...second, DATABASE_URL: undefined }])
    expect(loadManagementConfig(settings).database.url()).toBe(others.MANAGE_DATABASE_URL);
  expect(loadManagementConfig(environment).database.url()).toBe(environment['DATABASE_URL']);
});

test('one login is that of management too', () => {
  const { database, managementDatabase } = loadConfig(environment);
  expect(managementDatabase).toBe(database);
});
