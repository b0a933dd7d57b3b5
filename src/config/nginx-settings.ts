/** A variable of the templates below `nginx/`. Without a `defaultValue` it is required. */
export interface NginxSetting {
  readonly defaultValue?: string;
  readonly description: string;
}

/**
 * Every variable of the NGINX templates: its default and its meaning. The documentation is
 * generated from this list, and the generator fails when a template uses a variable that is missing
 * here. The application reads only the folder of the routes; the others may be set in its
 * environment too.
 */
export const nginxSettings = {
  PORTARIA_NGINX_DIR: {
    description: 'Folder of the rendered templates. `portaria nginx render --to` replaces it.',
  },
  PORTARIA_NGINX_RUN_DIR: {
    defaultValue: '/run/portaria-nginx',
    description:
      'Folder of the pid file and of the (unused) temporary folders. NGINX must be able to write there.',
  },
  PORTARIA_NGINX_SECRETS_DIR: {
    description:
      'Folder of `listener-tls.conf`, `listener-admin.conf`, `listener-header.conf` and `listener-gateway.conf`, each with one line: `proxy_set_header X-Portaria-Listener "<proxy secret of the listener>";`. `portaria nginx render` writes those whose secret is set (`PORTARIA_TLS_LISTENER_SECRET` and so on), and keeps the others. If unset, the folder `secrets` in the folder of the rendered templates.',
  },
  PORTARIA_NGINX_WORKERS: { defaultValue: 'auto', description: 'Number of worker processes.' },
  PORTARIA_NGINX_CONNECTIONS: {
    defaultValue: '16384',
    description:
      'Maximum number of connections of one worker, including those to the application. When idle, they take 7 MB.',
  },
  PORTARIA_NGINX_ERROR_LOG: { defaultValue: 'stderr', description: 'Where NGINX writes its own errors.' },
  PORTARIA_NGINX_ACCESS_LOG: {
    defaultValue: '/dev/stdout',
    description:
      'Where NGINX writes one JSON line per request. Into a pipe, such as `/dev/stdout` of a container, it waits for the reader: if that hangs, no request is answered.',
  },
  PORTARIA_NGINX_VERSION_SETTINGS: {
    defaultValue: '',
    description: '`http2 on;` from NGINX 1.25.1, with `keepalive_min_timeout 5s;` from 1.27.4.',
  },
  PORTARIA_LISTEN_HTTP2: { defaultValue: '', description: '` http2` (with the space) before NGINX 1.25.1.' },
  PORTARIA_LISTEN_PROXY_PROTOCOL: {
    defaultValue: '',
    description: '` proxy_protocol` (with the space) behind a load balancer that uses the PROXY protocol.',
  },
  PORTARIA_REAL_IP: {
    defaultValue: '',
    description:
      'Behind a load balancer: `set_real_ip_from` and `real_ip_header` directives. Without them, rate limits and network rules see the address of the balancer.',
  },
  PORTARIA_RESOLVER: {
    defaultValue: '',
    description: 'For an upstream name whose address changes: a `resolver` directive.',
  },
  PORTARIA_UPSTREAM: {
    description:
      'The processes of the application, or those with `PORTARIA_ROLE=issue`: `host:port`, several separated by commas (`10.0.0.7:3000,10.0.0.8:3000`).',
  },
  PORTARIA_UPSTREAM_PARAMETERS: {
    defaultValue: 'max_fails=1 fail_timeout=10s',
    description:
      "Parameters of NGINX's `server` directives. A process that failed once, or did not answer in time, gets no request for 10 s, unless all processes failed. The time is 12 s, and 3 s when NGINX asks whether a request to a protected API may pass. For a name whose address changes, put `resolve` first (from NGINX 1.27.3).",
  },
  PORTARIA_UPSTREAM_SERVERS: {
    description:
      'Derived from PORTARIA_UPSTREAM and PORTARIA_UPSTREAM_PARAMETERS. Set it only if `envsubst` renders the templates: `server host:port parameters;` and `server host:port parameters max_fails=0 backup;` for each process.',
  },
  PORTARIA_MANAGE_UPSTREAM: {
    defaultValue: '',
    description:
      'The processes with `PORTARIA_ROLE=manage`, in the form of PORTARIA_UPSTREAM. The admin listener, self-service and `/oauth/revoke` go there; PORTARIA_UPSTREAM then names the processes with `issue`. If empty, the processes of PORTARIA_UPSTREAM serve everything.',
  },
  PORTARIA_MANAGE_UPSTREAM_SERVERS: {
    description: 'The same as PORTARIA_UPSTREAM_SERVERS, for PORTARIA_MANAGE_UPSTREAM.',
  },
  PORTARIA_SELF_SERVICE_LISTENER_CONF: {
    defaultValue: 'listener-tls.conf',
    description:
      "File in PORTARIA_NGINX_SECRETS_DIR with the proxy secret that self-service and `/oauth/revoke` send. With `listener-self-service.conf` they have a separate secret. Give it to the managing processes as PORTARIA_TLS_LISTENER_SECRET. An attacker in an issuing process then cannot claim a merchant's handshake there.",
  },
  PORTARIA_ROUTES_DIR: {
    defaultValue: '/etc/portaria/routes',
    description:
      'Folder that `portaria routes import` writes to, the same as in the application. If it is empty or missing, no API is protected.',
  },
  PORTARIA_API_BODY_MAX: {
    defaultValue: '1m',
    description:
      'Maximum size of the body of a request to a protected API. Token requests have a separate limit (16k).',
  },
  PORTARIA_API_TIMEOUT: {
    defaultValue: '30s',
    description: 'Maximum time a protected API may take to begin its response, or to continue it.',
  },
  PORTARIA_API_RATE: {
    defaultValue: '200r/s',
    description: 'Rate of requests to protected APIs that one address, and one client certificate, may send.',
  },
  PORTARIA_API_BURST: {
    defaultValue: '400',
    description: 'Number of requests above that rate that pass before 429.',
  },
  PORTARIA_API_CONCURRENCY: {
    defaultValue: '200',
    description:
      'Number of requests to protected APIs that one client certificate may have in progress, over all its addresses. Further requests get 429. A slow body counts as in progress for as long as it lasts.',
  },
  PORTARIA_BIND: {
    defaultValue: '',
    description: 'Address to listen on, followed by a colon, such as `127.0.0.1:`. If empty, all addresses.',
  },
  PORTARIA_TLS_PORT: { defaultValue: '8443', description: 'Port of the TLS listener.' },
  PORTARIA_HEADER_PORT: { defaultValue: '8444', description: 'Port of the header listener.' },
  PORTARIA_ADMIN_PORT: { defaultValue: '9443', description: 'Port of the admin listener.' },
  PORTARIA_TLS_LISTENER: {
    defaultValue: 'on',
    description: '`off` leaves out the TLS listener, for an NGINX that serves operators only.',
  },
  PORTARIA_ADMIN_LISTENER: {
    defaultValue: 'on',
    description: '`off` leaves out the admin listener, if operators have a separate NGINX.',
  },
  PORTARIA_CONSOLE: {
    defaultValue: 'off',
    description: '`on` serves the operator console at the admin listener, below `/console/`.',
  },
  PORTARIA_CONSOLE_ROOT: {
    defaultValue: '/usr/share/portaria',
    description: 'Folder that has the folder `console` with the files of the console.',
  },
  PORTARIA_DOCS: {
    defaultValue: 'off',
    description:
      '`on` serves the documentation site at the TLS listener and the header listener, below `/docs/`. NGINX needs its module `http_gzip_static`.',
  },
  PORTARIA_DOCS_ROOT: {
    defaultValue: '/usr/share/portaria',
    description: 'Folder that has the folder `docs` with the files of the documentation site.',
  },
  PORTARIA_HEADER_LISTENER: { defaultValue: 'off', description: '`on` opens the header listener.' },
  PORTARIA_SERVER_CERT: {
    description: "PEM file of the server's certificate, followed by its intermediates.",
  },
  PORTARIA_SERVER_KEY: { description: "PEM file of the private key of the server's certificate." },
  PORTARIA_CLIENT_CA_BUNDLE: {
    description: 'PEM file of the client CAs, whose certificates NGINX accepts.',
  },
  PORTARIA_DOCS_URL: {
    defaultValue: '',
    description:
      "The application's setting of the same name: the hint of NGINX's own 401 names the same page.",
  },
  PORTARIA_RATE_LIMIT: {
    defaultValue: 'on',
    description: '`off` disables the rate limits and the connection limit. For measurements only.',
  },
  PORTARIA_RATE_PER_ADDRESS: {
    defaultValue: '50r/s',
    description: 'Rate of requests that one address may send (in IPv6, one /64).',
  },
  PORTARIA_BURST_PER_ADDRESS: {
    defaultValue: '200',
    description: 'Number of requests above that rate that pass before 429.',
  },
  PORTARIA_RATE_PER_CERTIFICATE: {
    defaultValue: '20r/s',
    description: 'Rate of requests that one client certificate may send.',
  },
  PORTARIA_BURST_PER_CERTIFICATE: {
    defaultValue: '100',
    description: 'Number of requests above that rate that pass before 429.',
  },
  PORTARIA_RATE_AUTH_ATTEMPTS: {
    defaultValue: '5r/s',
    description:
      'Rate of requests that one address may send to endpoints that invite guessing: where the response distinguishes an unknown name from a wrong secret (service-token), or the request has a password (realm).',
  },
  PORTARIA_BURST_AUTH_ATTEMPTS: {
    defaultValue: '20',
    description: 'Number of requests above that rate that pass before 429.',
  },
  PORTARIA_CONNECTIONS_PER_ADDRESS: {
    defaultValue: '200',
    description: 'Number of connections that one address may have open (in IPv6, one /64).',
  },
} as const satisfies Readonly<Record<`PORTARIA_${string}`, NginxSetting>>;

/** The variables of one rendering. All have a value; one that nothing uses may be empty. */
export type NginxVariables = Readonly<Record<keyof typeof nginxSettings, string>>;

/** Returns all variables; those that `values` does not have are empty. */
export const completeNginxVariables = (values: Readonly<Record<string, string>>): NginxVariables =>
  Object.fromEntries(Object.keys(nginxSettings).map((name) => [name, values[name] ?? ''])) as NginxVariables;
