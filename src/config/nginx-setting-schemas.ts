import { z } from 'zod';
import type { nginxSettings } from './nginx-settings.js';
import { documentationUrl, oneOf } from './setting-schemas.js';

type Schema = z.ZodType<string>;

const matching = (pattern: RegExp, problem: string): Schema => z.string().regex(pattern, problem);

/** NGINX reads paths without quotation marks: no character that could end a word or a directive. */
const path = matching(
  /^\/[^\s;{}"'\\$]*$/,
  'must be an absolute path without spaces, quotation marks and ; { } $ \\',
);
const log = matching(
  /^(stderr|syslog:[^\s;{}"'\\$]+|\/[^\s;{}"'\\$]*)$/,
  'must be an absolute path, or stderr, or syslog: with its parameters',
);
const words = oneOf(['on', 'off']);
const rate = matching(/^\d{1,7}r\/[sm]$/, 'must be a rate such as 50r/s or 10r/m');
const count = matching(/^[1-9]\d{0,6}$/, 'must be a whole number from 1 to 9999999');
const burst = matching(/^\d{1,7}$/, 'must be a whole number from 0 to 9999999');
/** Empty, or whole directives: a missing semicolon would swallow the next line of the template. */
const directives = matching(
  /^([^{}]*;\s*)?$/,
  'must be empty, or NGINX directives that end with a semicolon, without { and }',
);
const optional = (schema: Schema): Schema => z.union([z.literal(''), schema], schemaProblem(schema));

/** A union would say "invalid input": this has the words of the only other choice. */
const schemaProblem = (schema: Schema) => ({
  error: ({ input }: { readonly input?: unknown }) => schema.safeParse(input).error?.issues[0]?.message,
});

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
    message: 'must be a whole number from 1 to 65535',
  });

/** A name or an address with a port; nothing that could end NGINX's directive. */
const upstreams = matching(
  /^\s*(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}\s*(,\s*(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}\s*)*$/,
  'must be host:port, and several with commas between them',
);

/** The grammar of every variable of the NGINX templates. Secrets are settings of the application. */
export const nginxSettingSchemas = {
  PORTARIA_NGINX_DIR: path,
  PORTARIA_NGINX_RUN_DIR: path,
  PORTARIA_NGINX_SECRETS_DIR: path,
  PORTARIA_NGINX_WORKERS: matching(/^(auto|[1-9]\d{0,2})$/, 'must be "auto" or a number from 1 to 999'),
  PORTARIA_NGINX_CONNECTIONS: count,
  PORTARIA_NGINX_ERROR_LOG: log,
  PORTARIA_NGINX_ACCESS_LOG: log,
  PORTARIA_NGINX_VERSION_SETTINGS: directives,
  PORTARIA_LISTEN_HTTP2: oneOf(['', ' http2']),
  PORTARIA_LISTEN_PROXY_PROTOCOL: oneOf(['', ' proxy_protocol']),
  PORTARIA_REAL_IP: directives,
  PORTARIA_RESOLVER: directives,
  PORTARIA_UPSTREAM: upstreams,
  PORTARIA_UPSTREAM_PARAMETERS: matching(/^[^;{}]*$/, 'must be parameters of server, without ; { and }'),
  PORTARIA_UPSTREAM_SERVERS: directives,
  PORTARIA_MANAGE_UPSTREAM: optional(upstreams),
  PORTARIA_MANAGE_UPSTREAM_SERVERS: directives,
  PORTARIA_SELF_SERVICE_LISTENER_CONF: oneOf(['listener-tls.conf', 'listener-self-service.conf']),
  PORTARIA_ROUTES_DIR: path,
  PORTARIA_API_BODY_MAX: matching(/^\d{1,7}[kmKM]?$/, 'must be a size such as 512k or 1m'),
  PORTARIA_API_TIMEOUT: matching(/^[1-9]\d{0,5}(ms|s|m)$/, 'must be a time such as 30s'),
  PORTARIA_API_RATE: rate,
  PORTARIA_API_BURST: burst,
  PORTARIA_API_CONCURRENCY: count,
  PORTARIA_BIND: matching(
    /^([0-9.]+:|\[[0-9A-Fa-f:.]+\]:)?$/,
    'must be empty, or an address with a colon, such as 127.0.0.1:',
  ),
  PORTARIA_TLS_PORT: port,
  PORTARIA_HEADER_PORT: port,
  PORTARIA_ADMIN_PORT: port,
  PORTARIA_TLS_LISTENER: words,
  PORTARIA_ADMIN_LISTENER: words,
  PORTARIA_CONSOLE: words,
  PORTARIA_CONSOLE_ROOT: path,
  PORTARIA_DOCS: words,
  PORTARIA_DOCS_ROOT: path,
  PORTARIA_HEADER_LISTENER: words,
  PORTARIA_SERVER_CERT: path,
  PORTARIA_SERVER_KEY: path,
  PORTARIA_CLIENT_CA_BUNDLE: path,
  PORTARIA_DOCS_URL: optional(documentationUrl),
  PORTARIA_RATE_LIMIT: words,
  PORTARIA_RATE_PER_ADDRESS: rate,
  PORTARIA_BURST_PER_ADDRESS: burst,
  PORTARIA_RATE_PER_CERTIFICATE: rate,
  PORTARIA_BURST_PER_CERTIFICATE: burst,
  PORTARIA_RATE_AUTH_ATTEMPTS: rate,
  PORTARIA_BURST_AUTH_ATTEMPTS: burst,
  PORTARIA_CONNECTIONS_PER_ADDRESS: count,
} as const satisfies Readonly<Record<keyof typeof nginxSettings, Schema>>;
