import { z } from 'zod';
import { familySecondsMax, reuseGraceSecondsMax } from '../core/realm/refresh-family.js';
import { processRoles } from '../core/shared/process-role.js';
import { tokenLifetimeSecondsMax } from '../core/tokens/revocation.js';
import { algorithmSettings } from './algorithm-settings.js';
import { backupSettings } from './backup-settings.js';
import { certificateSettings } from './certificate-settings.js';
import { noticeSettings } from './notice-settings.js';
import { publicAddressSettings } from './public-address-settings.js';
import {
  contractList,
  integerWithDefault,
  key256,
  keys256,
  listenerSecret,
  oneOf,
  onOff,
  postgresUrl,
} from './setting-schemas.js';
import { traceSettings } from './trace-settings.js';

/**
 * A setting of the product: its grammar, and the words that the documentation is generated from.
 * Its name in the environment is its key below. A secret setting may also be given as `NAME_FILE`,
 * the path of a file that contains it.
 */
export interface Setting {
  readonly schema: z.ZodType;
  readonly description: string;
  readonly secret?: true;
  readonly example?: string;
}

export const settings = {
  PORTARIA_HOST: {
    schema: z.string().default('127.0.0.1'),
    description: 'Address on which the application listens. Only NGINX and health probes may reach it.',
  },
  PORTARIA_PORT: {
    schema: integerWithDefault(0, 65535, 3000),
    description: 'Port on which the application listens.',
  },
  PORTARIA_ROLE: {
    schema: oneOf(processRoles).default('all'),
    description:
      'Role of the process. `issue` issues and verifies tokens, and loads no management code. `manage` serves the admin API and self-service, and maintains the database. `all` does both. See docs/how-to/operator/run-several-processes.md.',
  },
  PORTARIA_ISSUER: {
    schema: z.url({ protocol: /^https?$/, error: 'must be a URL such as https://auth.example.com' }),
    description: 'The claim `iss` of every token, byte for byte.',
    example: 'https://auth.example.com',
  },
  PORTARIA_CONTRACTS: {
    schema: contractList,
    description:
      'The enabled wire contracts, separated by commas: `pix`, `realm`, `service-token`. `avista` is always enabled. Your list replaces the default, so a contract that you do not name is disabled. Metadata, key set, introspection and revocation are available while an enabled contract signs with RS256 or ES256. Each credential also needs permission to use the contract.',
    example: 'avista,pix,realm',
  },
  PORTARIA_AUDIENCE: {
    schema: z.string().min(1).default('api'),
    description: 'The claim `aud` of tokens for the APIs, in contracts without an audience of their own.',
  },
  PORTARIA_AVISTA_AUDIENCE: {
    schema: z.string().min(1).optional(),
    description: 'The claim `aud` of tokens from POST /api/auth/token. If unset, PORTARIA_AUDIENCE applies.',
  },
  PORTARIA_PIX_AUDIENCE: {
    schema: z.string().min(1).optional(),
    description: 'The claim `aud` of tokens from POST /oauth/token. If unset, PORTARIA_AUDIENCE applies.',
  },
  PORTARIA_REALM_AUDIENCE: {
    schema: z.string().min(1).optional(),
    description: "The claim `aud` of users' tokens (contract realm). If unset, PORTARIA_AUDIENCE applies.",
  },
  PORTARIA_SERVICE_TOKEN_AUDIENCE: {
    schema: z.string().min(1).default('avx'),
    description: 'The claim `aud` of the contract service-token. It must differ from all other audiences.',
  },
  ...algorithmSettings,
  PORTARIA_ADMIN_AUDIENCE: {
    schema: z.string().min(1).default('admin'),
    description: "The claim `aud` of operators' tokens. It must differ from every audience of the APIs.",
  },
  PORTARIA_ADMIN_TOKEN_SECONDS: {
    schema: integerWithDefault(60, 1800, 1800),
    description: "Lifetime of operators' tokens, in seconds.",
  },
  PORTARIA_APPROVAL: {
    schema: onOff('off'),
    description:
      'Whether a second operator approves changes of client CAs, of signing keys, and of what operators may do, that are made by the admin API. Only a process that serves management reads it. All of these need the same value. See docs/how-to/operator/approve-changes.md.',
  },
  PORTARIA_AVISTA_TOKEN_SECONDS: {
    schema: integerWithDefault(60, 1800, 1800),
    description:
      "Lifetime of merchants' tokens from POST /api/auth/token, in seconds. The published value is 1800.",
  },
  PORTARIA_PIX_TOKEN_SECONDS: {
    schema: integerWithDefault(60, tokenLifetimeSecondsMax, 3600),
    description: 'Lifetime of tokens from POST /oauth/token, in seconds. The published value is 3600.',
  },
  PORTARIA_REALM_TOKEN_SECONDS: {
    schema: integerWithDefault(60, 1800, 1800),
    description:
      "Lifetime of users' access tokens (contract realm), in seconds. The published value is 1800.",
  },
  PORTARIA_REALM_NAME: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 characters of A-Z a-z 0-9 _ -')
      .default('apiax'),
    description: 'Name of the realm in the path of its token endpoint. Any other name gets 404.',
  },
  PORTARIA_REALM_CLIENT_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]{3,64}$/, 'must be 3 to 64 characters of A-Z a-z 0-9 . _ -')
      .default('integration-api'),
    description:
      "The public client of the realm's users: the `client_id` of their requests and of their tokens.",
  },
  PORTARIA_REALM_REFRESH_SECONDS: {
    schema: integerWithDefault(60, familySecondsMax, familySecondsMax),
    description:
      'Seconds from a login with a password until its last refresh token expires. A refresh does not extend this time. The published value is 14 days.',
  },
  PORTARIA_REALM_REUSE_GRACE_SECONDS: {
    schema: integerWithDefault(0, reuseGraceSecondsMax, 10),
    description:
      'Seconds in which a used refresh token gets the same next token again, while that next token is unused. This helps a client that lost the response. With 0, two concurrent refreshes end the login.',
  },
  PORTARIA_SERVICE_TOKEN_SECONDS: {
    schema: integerWithDefault(60, 1800, 1800),
    description: 'Lifetime of tokens of the contract service-token, in seconds.',
  },
  DATABASE_URL: {
    schema: postgresUrl,
    secret: true,
    description:
      'URL of PostgreSQL, with a login that `portaria database prepare` created for the PORTARIA_ROLE of this process. With several hosts and `target_session_attrs=read-write`, every connection is at the host that accepts writes. A PgBouncer in transaction mode may be in between.',
    example: 'postgresql://portaria_login:…@127.0.0.1:5432/portaria',
  },
  MANAGE_DATABASE_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    description:
      'URL of the same database with a second login, for management and maintenance, in a process with `PORTARIA_ROLE=all`. The login of DATABASE_URL may then only issue tokens. The command line uses this login if it is set. `portaria database prepare` creates both logins. If unset, DATABASE_URL serves for everything.',
    example: 'postgresql://portaria_manager:…@127.0.0.1:5432/portaria',
  },
  MIGRATION_DATABASE_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    description:
      'URL of PostgreSQL itself (no pooler), with the owner of the schema as login. Only `portaria migrate`, `portaria database` and `portaria audit archive` use it. If unset, DATABASE_URL applies.',
  },
  PORTARIA_DATABASE_TIMEOUT_MS: {
    schema: integerWithDefault(100, 60_000, 5000),
    description:
      'Milliseconds after which a statement is cancelled. The client then gets 503 with Retry-After.',
  },
  PORTARIA_DATABASE_MAX_IN_FLIGHT: {
    schema: integerWithDefault(1, 16, 2),
    description:
      'Maximum number of batches of reads, and of records, in flight. Requests that arrive while a batch is in flight form the next one. A second batch starts only if the first takes more than 100 ms, or if a full batch is waiting.',
  },
  PORTARIA_DATABASE_MAX_BATCH_SIZE: {
    schema: integerWithDefault(1, 1000, 64),
    description: 'Maximum number of requests in one batch.',
  },
  PORTARIA_PREPARED_STATEMENTS: {
    schema: onOff('on'),
    description:
      'Whether the hot path uses prepared statements. Set `off` behind a PgBouncer older than 1.21.',
  },
  PORTARIA_MASTER_KEY: {
    schema: key256,
    secret: true,
    description:
      'Key that seals the signing keys in the database. If you lose it, all signing keys are lost. If it leaks together with a database dump, an attacker can forge any token.',
  },
  PORTARIA_PREVIOUS_MASTER_KEYS: {
    schema: keys256,
    secret: true,
    description:
      'Other master keys that also open seals, separated by commas: previous keys, and the next key before you activate it. See docs/how-to/operator/rotate-the-master-key-and-pepper.md.',
  },
  PORTARIA_PEPPER: {
    schema: key256,
    secret: true,
    description:
      'Key of the digests of all secrets and passwords. If you lose it, you must replace every secret and password.',
  },
  PORTARIA_PREVIOUS_PEPPERS: {
    schema: keys256,
    secret: true,
    description:
      'Other peppers whose digests are also accepted, separated by commas: previous peppers, and the next pepper before you activate it. See docs/how-to/operator/rotate-the-master-key-and-pepper.md.',
  },
  PORTARIA_ACCOUNT_TOKENS_PER_DAY: {
    schema: integerWithDefault(0, 100_000_000, 500_000),
    description:
      "Number of tokens that an account gets in a day, over all contracts. 0 sets no limit. An account may use the whole number at once. After that it gets as many as the day has on average (for 500000, 5 a second), and 429 with Retry-After beyond them. Each process counts for itself, so four processes allow up to four times as many. Operators' tokens are not counted.",
  },
  PORTARIA_ACCOUNT_CHANGES_PER_DAY: {
    schema: integerWithDefault(1, 100_000, 200),
    description:
      'Maximum number of changes that an account may request by self-service in a UTC day. Further changes get 429 until the next day, except revocations, which are not counted. Operators have no limit. The same number of revocations of own tokens (/oauth/revoke) have an audit event each. Further revocations take effect and are only counted.',
  },
  PORTARIA_ACCOUNT_REFUSED_CHANGES_PER_DAY: {
    schema: integerWithDefault(1, 100_000, 100),
    description:
      'Maximum number of refused changes of an account by self-service in a UTC day. Further changes get 429 until the next day. Revocations are never refused for their number. Beyond this number a day, those that are refused or change nothing leave no audit event.',
  },
  PORTARIA_KEY_ACTIVATION_DELAY_SECONDS: {
    schema: integerWithDefault(120, 2_592_000, 3600),
    description:
      'Seconds for which the next signing key is published before it signs (`portaria key rotate`).',
  },
  PORTARIA_TLS_LISTENER_SECRET: {
    schema: listenerSecret,
    secret: true,
    description: 'Proxy secret of the server block with mutual TLS. NGINX sends it as X-Portaria-Listener.',
  },
  PORTARIA_ADMIN_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    description: 'Proxy secret of the admin server block. If unset, there is no admin listener.',
  },
  PORTARIA_HEADER_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    description:
      'Proxy secret of the server block for certificates in a header, which prove nothing about the private key. If unset, there is no header listener.',
  },
  PORTARIA_GATEWAY_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    description:
      'Proxy secret with which NGINX asks whether a request may pass to a protected API. If unset, NGINX cannot ask, and no request reaches a protected API.',
  },
  PORTARIA_ROUTES_DIR: {
    schema: z.string().min(1).optional(),
    description:
      'Folder of the route tables that `portaria routes import` writes. The application checks it every second. If unset, no API is protected, and no request reaches one. A managing process reads it to show the APIs to operators.',
  },
  PORTARIA_CLOCK_SKEW_SECONDS: {
    schema: integerWithDefault(0, 60, 30),
    description:
      'Maximum difference, in seconds, between the clock of a process and the clock of the process that issued a token.',
  },
  PORTARIA_VERIFY_MAX_STALENESS_SECONDS: {
    schema: integerWithDefault(1, 600, 60),
    description:
      'Maximum age, in seconds, of the revocations and the keys that a process verifies tokens with. If it could not read them from the database for longer, it could miss a revocation, so requests to protected APIs get 503.',
  },
  PORTARIA_ISSUANCE_RETENTION_DAYS: {
    schema: integerWithDefault(1, 36_500, 400),
    description:
      'Days for which records of issued tokens are kept. The application drops older ones. `portaria migrate` writes the number to the database.',
  },
  PORTARIA_REFUSAL_RETENTION_DAYS: {
    schema: integerWithDefault(1, 3650, 30),
    description: 'Days for which refusals are kept. `portaria migrate` writes the number to the database.',
  },
  PORTARIA_SLOW_HASH_CONCURRENCY: {
    schema: integerWithDefault(1, 64, 2),
    description:
      'Maximum number of concurrent argon2id checks (of custom secrets and passwords). Each takes a core and 19 MiB for about 20 ms. Operators at the admin listener have one more of their own.',
  },
  PORTARIA_SLOW_HASH_QUEUE: {
    schema: integerWithDefault(1, 10_000, 64),
    description:
      'Maximum number of waiting argon2id checks. Operators at the admin listener have the same number of places of their own. When the queue is full, the account or address with the most places loses its newest one, with 503 and Retry-After. See docs/explanation/slow-hashes.md.',
  },
  PORTARIA_SLOW_HASH_PER_QUOTA_KEY: {
    schema: integerWithDefault(1, 1000, 8),
    description:
      'Maximum number of argon2id checks, running and waiting, for one account with all certificates that are linked to it, or for one address (in IPv6, one /64) without such a certificate.',
  },
  PORTARIA_RS256_CONCURRENCY: {
    schema: integerWithDefault(1, 4, 1),
    description:
      'Maximum number of concurrent RS256 signatures in the four threads of libuv. Each takes a core for about a millisecond. See ADR 13.',
  },
  PORTARIA_DRAIN_SECONDS: {
    schema: integerWithDefault(0, 300, 0),
    description:
      'Seconds for which a process continues to serve after a SIGTERM while it reports not ready. With 1 or more, five further seconds follow in which it accepts no new connection and closes each after its next response.',
  },
  PORTARIA_WATCHDOG_SECONDS: {
    schema: integerWithDefault(0, 600, 30),
    description:
      'Seconds for which the event loop may be blocked before the process ends itself with SIGKILL, so that its supervisor starts another. `0` disables the watchdog.',
  },
  ...certificateSettings,
  ...backupSettings,
  ...noticeSettings,
  ...publicAddressSettings,
  ...traceSettings,
  PORTARIA_LOG_LEVEL: {
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
    description: 'Level of the least important log lines that are written.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
