import { z } from 'zod';
import { contractNames } from '../core/credentials/credential.js';
import { familySecondsMax, reuseGraceSecondsMax } from '../core/realm/refresh-family.js';
import { tokenLifetimeSecondsMax } from '../core/tokens/revocation.js';

/**
 * A setting of the product: its grammar, and the words that the documentation is generated from.
 * Its name in the environment is its key below. A secret setting may also be given as `NAME_FILE`,
 * the path of a file that contains it.
 */
export interface Setting {
  readonly schema: z.ZodType;
  readonly says: string;
  readonly secret?: true;
  readonly example?: string;
}

/**
 * Accepts plain digits only: `Number` would also take `0x50`, `8e3` and a blank. The error message
 * names both limits.
 */
export const wholeNumber = (from: number, to: number): z.ZodType<number> => {
  const problem = `must be a whole number from ${String(from)} to ${String(to)}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, problem)
    .transform(Number)
    .pipe(z.number().min(from, problem).max(to, problem));
};

const whole = (from: number, to: number, standard: number): z.ZodType<number> =>
  wholeNumber(from, to).default(standard);

/** Accepts one of a few words, which the error message lists. */
export const oneOf = <const Word extends string>(words: readonly Word[]): z.ZodType<Word> =>
  z.enum(words, `must be ${words.map((word) => `"${word}"`).join(' or ')}`);

const onOff = (standard: 'on' | 'off'): z.ZodType<boolean> =>
  oneOf(['on', 'off'])
    .default(standard)
    .transform((word) => word === 'on');

/**
 * Whether a URL of PostgreSQL asks for what libpq does with several hosts, in any of its spellings.
 * The driver follows none of them: it would look up a host with the name `h1,h2`, or write to a
 * standby.
 */
const hasSeveralHosts = (text: string): boolean => {
  const [, authority = '', query = ''] = /^postgres(?:ql)?:\/\/([^/?#]*)[^?#]*\??([^#]*)/.exec(text) ?? [];
  const parameters = new URLSearchParams(query);
  const hosts = [authority.slice(authority.lastIndexOf('@') + 1), ...parameters.getAll('host')];
  const places = [...hosts, ...parameters.getAll('hostaddr'), ...parameters.getAll('port')];
  return (
    places.some((place) => /,|%2c/i.test(place)) ||
    parameters.getAll('host').length > 1 ||
    parameters.has('target_session_attrs') ||
    parameters.has('load_balance_hosts')
  );
};

const postgresUrl = z
  .string()
  .refine((text) => !hasSeveralHosts(text), {
    message:
      'names several hosts, target_session_attrs or load_balance_hosts, which only libpq follows: name one host that ' +
      'always leads to the primary (a proxy, a moving address or PgBouncer; docs/runbook.md, Replication)',
    abort: true,
  })
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
    'must be a PostgreSQL URL such as postgresql://user:password@host:5432/database ' +
      '(percent-encode / # ? and @ in the password)',
  );

const key256 = z
  .string()
  .refine(
    (text) => Buffer.from(text, 'base64').length === 32,
    'must be 32 random bytes in base64 (openssl rand -base64 32)',
  );

const keys256 = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(key256));

const listenerSecret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{32,128}$/, 'must be 32 to 128 characters of A-Z a-z 0-9 _ -');

/** Contract names, separated by commas. The main contract need not be listed. */
const contracts = z
  .string()
  .default('avista,pix')
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .pipe(z.array(z.enum(contractNames, `must be some of ${contractNames.join(', ')}, separated by commas`)));

export const settings = {
  PORTARIA_HOST: {
    schema: z.string().default('127.0.0.1'),
    says: 'Address on which the application listens. Only NGINX and the health probes may reach it.',
  },
  PORTARIA_PORT: { schema: whole(0, 65535, 3000), says: 'Port on which the application listens.' },
  PORTARIA_ISSUER: {
    schema: z.url({ protocol: /^https?$/, error: 'must be a URL such as https://auth.example.com' }),
    says: 'The claim `iss` of every token, byte for byte.',
    example: 'https://auth.example.com',
  },
  PORTARIA_CONTRACTS: {
    schema: contracts,
    says: 'The enabled wire contracts, separated by commas: `pix`, `realm`, `service-token`; `avista` is always enabled. The list replaces the default: contracts that it does not name are disabled. Metadata, key set, introspection and revocation are available while any enabled contract signs with RS256. Each credential must be allowed the contract as well.',
    example: 'avista,pix,realm',
  },
  PORTARIA_AUDIENCE: {
    schema: z.string().min(1).default('api'),
    says: 'The claim `aud` of tokens for the APIs, in every contract without an audience of its own below.',
  },
  PORTARIA_AVISTA_AUDIENCE: {
    schema: z.string().min(1).optional(),
    says: 'The claim `aud` of tokens of POST /api/auth/token. Default: PORTARIA_AUDIENCE.',
  },
  PORTARIA_PIX_AUDIENCE: {
    schema: z.string().min(1).optional(),
    says: 'The claim `aud` of tokens of POST /oauth/token. Default: PORTARIA_AUDIENCE.',
  },
  PORTARIA_REALM_AUDIENCE: {
    schema: z.string().min(1).optional(),
    says: "The claim `aud` of users' tokens, of the contract realm. Default: PORTARIA_AUDIENCE.",
  },
  PORTARIA_SERVICE_TOKEN_AUDIENCE: {
    schema: z.string().min(1).default('avx'),
    says: 'The claim `aud` of tokens of the contract service-token; must differ from the other audiences.',
  },
  PORTARIA_AVISTA_ALGORITHM: {
    schema: oneOf(['HS256', 'RS256']).default('HS256'),
    says: 'Algorithm that signs the tokens of POST /api/auth/token. HS256 is the published one; with RS256 an API can verify the tokens itself with the key set. Tokens issued before a change stay valid until they expire.',
  },
  PORTARIA_SERVICE_TOKEN_ALGORITHM: {
    schema: oneOf(['HS256', 'RS256']).default('HS256'),
    says: 'Algorithm that signs the tokens of the contract service-token; HS256 is the published one. pix and realm always use RS256: their tokens follow RFC 9068, and any API with the key set can verify them.',
  },
  PORTARIA_ADMIN_AUDIENCE: {
    schema: z.string().min(1).default('admin'),
    says: "The claim `aud` of operators' tokens; must differ from every audience of the APIs.",
  },
  PORTARIA_ADMIN_TOKEN_SECONDS: {
    schema: whole(60, 1800, 1800),
    says: "Lifetime of operators' tokens, in seconds.",
  },
  PORTARIA_AVISTA_TOKEN_SECONDS: {
    schema: whole(60, 1800, 1800),
    says: "Lifetime of merchants' tokens of POST /api/auth/token, in seconds; the published value is 1800.",
  },
  PORTARIA_PIX_TOKEN_SECONDS: {
    schema: whole(60, tokenLifetimeSecondsMax, 3600),
    says: 'Lifetime of the tokens of POST /oauth/token, in seconds; the published value is 3600.',
  },
  PORTARIA_REALM_TOKEN_SECONDS: {
    schema: whole(60, 1800, 1800),
    says: "Lifetime of users' access tokens, of the contract realm, in seconds; the published value is 1800.",
  },
  PORTARIA_REALM_NAME: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 characters of A-Z a-z 0-9 _ -')
      .default('apiax'),
    says: 'Name of the realm in the path of its token endpoint. Requests for any other name get 404.',
  },
  PORTARIA_REALM_CLIENT_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]{3,64}$/, 'must be 3 to 64 characters of A-Z a-z 0-9 . _ -')
      .default('integration-api'),
    says: "The public client of the realm's users: the `client_id` of their requests and of their tokens.",
  },
  PORTARIA_REALM_REFRESH_SECONDS: {
    schema: whole(60, familySecondsMax, familySecondsMax),
    says: 'Seconds from a login with a password until its last refresh token expires; refreshes do not extend them. The published value is 14 days.',
  },
  PORTARIA_REALM_REUSE_GRACE_SECONDS: {
    schema: whole(0, reuseGraceSecondsMax, 10),
    says: 'Seconds in which a used refresh token gets the same successor again, as long as that is unused: for a client that lost the response. With 0, two concurrent refreshes end the login.',
  },
  PORTARIA_SERVICE_TOKEN_SECONDS: {
    schema: whole(60, 1800, 1800),
    says: 'Lifetime of the tokens of the contract service-token, in seconds.',
  },
  DATABASE_URL: {
    schema: postgresUrl,
    secret: true,
    says: 'URL of PostgreSQL, with a login that belongs to the role portaria_app. It may lead through a PgBouncer in transaction mode. It names one host, which leads to the primary; several hosts and `target_session_attrs` are refused.',
    example: 'postgresql://portaria_login:…@127.0.0.1:5432/portaria',
  },
  MIGRATION_DATABASE_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    says: 'URL of PostgreSQL itself, with the owner of the schema as login; only `portaria migrate` and `portaria database prepare` use it. Default: DATABASE_URL.',
  },
  PORTARIA_DATABASE_TIMEOUT_MS: {
    schema: whole(100, 60_000, 5000),
    says: 'Milliseconds after which a statement is cancelled; the client gets a 503 with Retry-After.',
  },
  PORTARIA_DATABASE_MAX_IN_FLIGHT: {
    schema: whole(1, 16, 2),
    says: 'Maximum number of batches of reads, and of records, in flight; requests that arrive meanwhile form the next batch.',
  },
  PORTARIA_BATCH_MAX: { schema: whole(1, 1000, 64), says: 'Maximum number of requests in one batch.' },
  PORTARIA_NAMED_STATEMENTS: {
    schema: onOff('on'),
    says: 'Whether the hot path uses prepared statements. Set `off` behind a PgBouncer older than 1.21.',
  },
  PORTARIA_MASTER_KEY: {
    schema: key256,
    secret: true,
    says: 'Key that seals the signing keys in the database. If it is lost, all signing keys are lost; if it leaks together with a dump, all tokens can be forged.',
  },
  PORTARIA_PREVIOUS_MASTER_KEYS: {
    schema: keys256,
    secret: true,
    says: 'Other master keys, separated by commas, that also open seals: previous ones, and the next one before you activate it (docs/runbook.md).',
  },
  PORTARIA_PEPPER: {
    schema: key256,
    secret: true,
    says: 'Key of the digests of all secrets and passwords. If it is lost, every secret and password must be replaced.',
  },
  PORTARIA_PREVIOUS_PEPPERS: {
    schema: keys256,
    secret: true,
    says: 'Other peppers, separated by commas, whose digests are also accepted: previous ones, and the next one before you activate it (docs/runbook.md).',
  },
  PORTARIA_ACCOUNT_CHANGES_PER_DAY: {
    schema: whole(1, 100_000, 200),
    says: 'Maximum number of changes that an account may ask for by self-service, each day of UTC; then 429 until the next. Operators have no limit.',
  },
  PORTARIA_ACCOUNT_REFUSALS_PER_DAY: {
    schema: whole(1, 100_000, 100),
    says: 'Maximum number of changes of an account that may be refused by self-service, each day of UTC, with an event in the audit trail; then 429 until the next.',
  },
  PORTARIA_KEY_DELAY_SECONDS: {
    schema: whole(120, 2_592_000, 3600),
    says: 'Seconds for which the next signing key is published before it signs (`portaria key rotate`).',
  },
  PORTARIA_TLS_LISTENER_SECRET: {
    schema: listenerSecret,
    secret: true,
    says: 'Proxy secret of the server block with mutual TLS; NGINX sends it as X-Portaria-Listener.',
  },
  PORTARIA_ADMIN_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    says: 'Proxy secret of the admin server block. Unset: there is no admin listener.',
  },
  PORTARIA_HEADER_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    says: 'Proxy secret of the server block for certificates in a header, which prove nothing. Unset: there is no such listener.',
  },
  PORTARIA_GATEWAY_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    says: 'Proxy secret with which NGINX asks whether a request may pass to a protected API. Unset: NGINX cannot ask, and no protected API can be reached.',
  },
  PORTARIA_ROUTES_DIR: {
    schema: z.string().min(1).optional(),
    says: 'Folder of the route tables that `portaria routes import` writes; the application checks it every second. Unset: no API is protected, and none can be reached.',
  },
  PORTARIA_CLOCK_SKEW_SECONDS: {
    schema: whole(0, 60, 30),
    says: 'Maximum difference, in seconds, between the clock of a process and the clock of the one that issued a token.',
  },
  PORTARIA_VERIFY_GRACE_SECONDS: {
    schema: whole(1, 600, 60),
    says: 'Seconds for which tokens are verified without the database. After that a revocation could have been missed, and requests to protected APIs get 503.',
  },
  PORTARIA_CERTIFICATE_DAYS: {
    schema: whole(1, 1825, 365),
    says: "Validity, in days, of certificates that the gateway's own authority signs; it never exceeds that of the authority.",
  },
  PORTARIA_CRL_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as http://crl.example.com/portaria.crl' })
      .optional(),
    says: "Address at which others fetch the own authority's list of revoked certificates; it is written into each certificate that the authority signs. Unset: certificates contain no address.",
  },
  PORTARIA_CRL_DAYS: {
    schema: whole(1, 60, 7),
    says: 'Validity of a list of revoked certificates, in days. Sign the next list before it ends.',
  },
  PORTARIA_ISSUANCE_DAYS: {
    schema: whole(1, 36_500, 400),
    says: 'Days for which records of issued tokens are kept; the application drops older ones. `portaria migrate` writes it to the database.',
  },
  PORTARIA_REFUSAL_DAYS: {
    schema: whole(1, 3650, 30),
    says: 'Days for which refusals are kept. `portaria migrate` writes it to the database.',
  },
  PORTARIA_SLOW_HASH_CONCURRENCY: {
    schema: whole(1, 64, 2),
    says: 'Maximum number of concurrent argon2id checks (of custom secrets); each takes a core and 19 MiB for about 20 ms.',
  },
  PORTARIA_SLOW_HASH_QUEUE: {
    schema: whole(1, 10_000, 64),
    says: 'Maximum number of waiting argon2id checks; further requests get a 503 with Retry-After. Clients whose certificate NGINX trusts and that is linked to them come first; all others together have three quarters of the places.',
  },
  PORTARIA_SLOW_HASH_PER_CLIENT: {
    schema: whole(1, 1000, 8),
    says: 'Maximum number of argon2id checks, running and waiting, for one address or one certificate.',
  },
  PORTARIA_SIGNING_CONCURRENCY: {
    schema: whole(1, 4, 1),
    says: 'Maximum number of concurrent RS256 signatures in the four threads of libuv; each takes a core for about a millisecond (docs/adr/0013-rsa-is-signed-beside-the-loop.md).',
  },
  PORTARIA_DRAIN_SECONDS: {
    schema: whole(0, 300, 0),
    says: 'Seconds for which a process continues to serve after a SIGTERM while it reports not ready. With 1 or more, five more follow in which it accepts no new connection and closes each after its next response.',
  },
  PORTARIA_WATCHDOG_SECONDS: {
    schema: whole(0, 600, 30),
    says: 'How long the event loop may stand still before the process ends itself with SIGKILL, so that its supervisor starts another; `0` for ever.',
  },
  PORTARIA_LOG_LEVEL: {
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
    says: 'Level of the least important log lines that are written.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
