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

const postgresUrl = z
  .string()
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
    says: 'Address that the application listens on; only NGINX and the orchestrator may reach it.',
  },
  PORTARIA_PORT: { schema: whole(0, 65535, 3000), says: 'Port that the application listens on.' },
  PORTARIA_ISSUER: {
    schema: z.url({ protocol: /^https?$/, error: 'must be a URL such as https://auth.example.com' }),
    says: 'The claim `iss` of every token, byte for byte.',
    example: 'https://auth.example.com',
  },
  PORTARIA_CONTRACTS: {
    schema: contracts,
    says: 'The wire contracts that are on, separated by commas: `pix`, `realm`, `service-token`; `avista` always is. The list replaces the default: what it does not name is off. Metadata, key set, introspection and revocation are there while any contract that is on signs RS256. A credential must be allowed a contract as well.',
    example: 'avista,pix,realm',
  },
  PORTARIA_AUDIENCE: {
    schema: z.string().min(1).default('api'),
    says: 'The claim `aud` of tokens for the APIs, of every contract that has no audience of its own below.',
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
    says: 'What signs the tokens of POST /api/auth/token. HS256 is what is published; with RS256 an API can verify them by itself with the key set. Tokens of before a change stay good until they end.',
  },
  PORTARIA_SERVICE_TOKEN_ALGORITHM: {
    schema: oneOf(['HS256', 'RS256']).default('HS256'),
    says: 'What signs the tokens of the contract service-token; HS256 is what is published. pix and realm have RS256 alone: their tokens are of RFC 9068, for whoever has the key set.',
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
    says: "Lifetime of merchants' tokens of POST /api/auth/token, in seconds; 1800 is what is published.",
  },
  PORTARIA_PIX_TOKEN_SECONDS: {
    schema: whole(60, tokenLifetimeSecondsMax, 3600),
    says: 'Lifetime of the tokens of POST /oauth/token, in seconds; 3600 is what is published.',
  },
  PORTARIA_REALM_TOKEN_SECONDS: {
    schema: whole(60, 1800, 1800),
    says: "Lifetime of users' access tokens, of the contract realm, in seconds; 1800 is what is published.",
  },
  PORTARIA_REALM_NAME: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 characters of A-Z a-z 0-9 _ -')
      .default('apiax'),
    says: 'What the realm is called in the path of its token endpoint; any other is answered 404.',
  },
  PORTARIA_REALM_CLIENT_ID: {
    schema: z
      .string()
      .regex(/^[A-Za-z0-9._-]{3,64}$/, 'must be 3 to 64 characters of A-Z a-z 0-9 . _ -')
      .default('integration-api'),
    says: 'The public client that users of the realm come with: `client_id` of their requests, and of their tokens.',
  },
  PORTARIA_REALM_REFRESH_SECONDS: {
    schema: whole(60, familySecondsMax, familySecondsMax),
    says: 'Seconds after a login with a password until its last refresh token ends, whatever was refreshed since; 14 days is what is published.',
  },
  PORTARIA_REALM_REUSE_GRACE_SECONDS: {
    schema: whole(0, reuseGraceSecondsMax, 10),
    says: 'Seconds in which a used refresh token is given the same successor again, while nobody has used that: for an answer that was lost. With 0, two refreshes at once end the login.',
  },
  PORTARIA_SERVICE_TOKEN_SECONDS: {
    schema: whole(60, 1800, 1800),
    says: 'Lifetime of the tokens of the contract service-token, in seconds.',
  },
  DATABASE_URL: {
    schema: postgresUrl,
    secret: true,
    says: 'PostgreSQL, as a login that belongs to the role portaria_app. A PgBouncer in transaction mode may stand between.',
    example: 'postgresql://portaria_login:…@127.0.0.1:5432/portaria',
  },
  MIGRATION_DATABASE_URL: {
    schema: postgresUrl.optional(),
    secret: true,
    says: 'PostgreSQL, directly, as the owner of the schema; used by `portaria migrate` and `portaria database prepare` alone. Default: DATABASE_URL.',
  },
  PORTARIA_DATABASE_TIMEOUT_MS: {
    schema: whole(100, 60_000, 5000),
    says: 'A statement that takes longer is given up: the client gets a 503 with Retry-After.',
  },
  PORTARIA_DATABASE_MAX_IN_FLIGHT: {
    schema: whole(1, 16, 2),
    says: 'Batches of reads, and of records, in flight at once; requests that arrive meanwhile form the next batch.',
  },
  PORTARIA_BATCH_MAX: { schema: whole(1, 1000, 64), says: 'Requests in one batch at the most.' },
  PORTARIA_NAMED_STATEMENTS: {
    schema: onOff('on'),
    says: 'Prepared statements on the hot path; turn off behind a PgBouncer older than 1.21.',
  },
  PORTARIA_MASTER_KEY: {
    schema: key256,
    secret: true,
    says: 'Seals the signing keys in the database. Lost, all signing keys are lost; leaked with a dump, all tokens can be forged.',
  },
  PORTARIA_PREVIOUS_MASTER_KEYS: {
    schema: keys256,
    secret: true,
    says: 'Other master keys, separated by commas, whose seals are opened as well: those of the past, and the next one before it is put in charge (docs/runbook.md).',
  },
  PORTARIA_PEPPER: {
    schema: key256,
    secret: true,
    says: 'Key of the digests of gateway-made secrets. Lost, every such secret must be made anew.',
  },
  PORTARIA_PREVIOUS_PEPPERS: {
    schema: keys256,
    secret: true,
    says: 'Other peppers, separated by commas, whose digests are read as well: those of the past, and the next one before it is put in charge (docs/runbook.md).',
  },
  PORTARIA_KEY_DELAY_SECONDS: {
    schema: whole(120, 2_592_000, 3600),
    says: 'Seconds for which the next signing key is published before it signs (`portaria key rotate`).',
  },
  PORTARIA_TLS_LISTENER_SECRET: {
    schema: listenerSecret,
    secret: true,
    says: 'Proxy secret of the server block that does mutual TLS; NGINX sends it as X-Portaria-Listener.',
  },
  PORTARIA_ADMIN_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    says: 'Proxy secret of the admin server block. Unset: there is no admin listener.',
  },
  PORTARIA_HEADER_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    says: 'Proxy secret of the server block for header-presented certificates, which prove nothing. Unset: no such listener.',
  },
  PORTARIA_GATEWAY_LISTENER_SECRET: {
    schema: listenerSecret.optional(),
    secret: true,
    says: 'Proxy secret by which NGINX asks whether a request may pass to a protected API. Unset: nobody may ask, and no API is reached.',
  },
  PORTARIA_ROUTES_DIR: {
    schema: z.string().min(1).optional(),
    says: 'Folder of the route tables that `portaria routes import` writes, looked at every second. Unset: no API is protected, none is reached.',
  },
  PORTARIA_CLOCK_SKEW_SECONDS: {
    schema: whole(0, 60, 30),
    says: 'By so much may the clock of a process differ from the one that issued a token.',
  },
  PORTARIA_VERIFY_GRACE_SECONDS: {
    schema: whole(1, 600, 60),
    says: 'For so long tokens are verified without the database; then a revocation could have been missed, and requests to protected APIs get 503.',
  },
  PORTARIA_CERTIFICATE_DAYS: {
    schema: whole(1, 1825, 365),
    says: "Days that a certificate signed by the gateway's own authority is valid, never beyond the authority's own end.",
  },
  PORTARIA_CRL_URL: {
    schema: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as http://crl.example.com/portaria.crl' })
      .optional(),
    says: "Where others fetch the own authority's list of revoked certificates; written into each certificate that it signs. Unset: it is not written there.",
  },
  PORTARIA_CRL_DAYS: {
    schema: whole(1, 60, 7),
    says: 'Days that a list of revoked certificates is good; sign the next one before then.',
  },
  PORTARIA_ISSUANCE_DAYS: {
    schema: whole(1, 36_500, 400),
    says: 'Days that records of issued tokens are kept; older days are dropped by the application.',
  },
  PORTARIA_REFUSAL_DAYS: { schema: whole(1, 3650, 30), says: 'Days that refusals are kept.' },
  PORTARIA_SLOW_HASH_CONCURRENCY: {
    schema: whole(1, 64, 2),
    says: 'argon2id checks (of chosen secrets) that run at once; each takes a core and 19 MiB for about 20 ms.',
  },
  PORTARIA_SLOW_HASH_QUEUE: {
    schema: whole(1, 10_000, 64),
    says: 'argon2id checks that may wait; more are answered 503 with Retry-After.',
  },
  PORTARIA_SLOW_HASH_PER_CLIENT: {
    schema: whole(1, 1000, 8),
    says: 'argon2id checks that one address or one certificate may have running and waiting.',
  },
  PORTARIA_SIGNING_CONCURRENCY: {
    schema: whole(1, 4, 1),
    says: 'RS256 signatures that run at once beside the requests, up to the four threads of libuv; each takes a core for about a millisecond (docs/adr/0013-rsa-is-signed-beside-the-loop.md).',
  },
  PORTARIA_DRAIN_SECONDS: {
    schema: whole(0, 300, 0),
    says: 'Seconds that a process goes on as before after a SIGTERM, but not ready. With 1 or more, five more follow in which it takes no new connection and closes each after its next answer.',
  },
  PORTARIA_LOG_LEVEL: {
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
    says: 'The least important log line that is written.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;
