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
  PORTARIA_NGINX_DIR: { description: 'Folder of the rendered templates.' },
  PORTARIA_NGINX_RUN_DIR: {
    description:
      'Folder for the pid file and the (unused) temporary folders; NGINX must be able to write there.',
  },
  PORTARIA_NGINX_SECRETS_DIR: {
    description:
      'Folder of `listener-tls.conf`, `listener-admin.conf`, `listener-header.conf` and `listener-gateway.conf`, mode 0600, each with one line: `proxy_set_header X-Portaria-Listener "<the listener\'s secret>";`',
  },
  PORTARIA_NGINX_WORKERS: { defaultValue: 'auto', description: 'Worker processes.' },
  PORTARIA_NGINX_CONNECTIONS: {
    defaultValue: '16384',
    description: 'Connections of one worker, those to the application among them. Idle, they take 7 MB.',
  },
  PORTARIA_NGINX_ERROR_LOG: { defaultValue: 'stderr', description: 'Where NGINX writes its own troubles.' },
  PORTARIA_NGINX_ACCESS_LOG: {
    defaultValue: '/dev/stdout',
    description: 'Where NGINX writes one JSON line per request.',
  },
  PORTARIA_NGINX_VERSION_SETTINGS: {
    defaultValue: '',
    description: '`http2 on;` from NGINX 1.25.1, with `keepalive_min_timeout 5s;` from 1.27.4.',
  },
  PORTARIA_LISTEN_HTTP2: { defaultValue: '', description: '` http2` (with the space) before NGINX 1.25.1.' },
  PORTARIA_LISTEN_PROXY_PROTOCOL: {
    defaultValue: '',
    description: '` proxy_protocol` (with the space) behind a balancer that speaks it.',
  },
  PORTARIA_REAL_IP: {
    defaultValue: '',
    description:
      'Behind a balancer: `set_real_ip_from` and `real_ip_header` directives. Without them limits and networks see the balancer.',
  },
  PORTARIA_RESOLVER: {
    defaultValue: '',
    description: 'For an upstream name that moves: a `resolver` directive.',
  },
  PORTARIA_UPSTREAM: {
    description:
      'The processes of the application, or those with `PORTARIA_SERVE=issue`: `host:port`, several with commas between them (`10.0.0.7:3000,10.0.0.8:3000`).',
  },
  PORTARIA_UPSTREAM_PARAMETERS: {
    defaultValue: 'max_fails=1 fail_timeout=10s',
    description:
      "Parameters of NGINX's `server` directives: a process that failed once, or did not answer within 12 s, gets no request for 10 s, unless all processes have failed. Behind a name that moves `resolve` before them (from NGINX 1.27.3).",
  },
  PORTARIA_UPSTREAM_SERVERS: {
    description:
      'Made of the two above; only where `envsubst` renders the templates, set it: `server host:port parameters;` and `server host:port parameters max_fails=0 backup;` for each process.',
  },
  PORTARIA_MANAGE_UPSTREAM: {
    defaultValue: '',
    description:
      'The processes with `PORTARIA_SERVE=manage`, as above: the admin listener, self-service and `/oauth/revoke` go there, and PORTARIA_UPSTREAM are those with `issue`. Empty: the processes of PORTARIA_UPSTREAM serve everything.',
  },
  PORTARIA_MANAGE_UPSTREAM_SERVERS: {
    description: 'The same for PORTARIA_MANAGE_UPSTREAM.',
  },
  PORTARIA_MANAGE_LISTENER_CONF: {
    defaultValue: 'listener-tls.conf',
    description:
      "File in PORTARIA_NGINX_SECRETS_DIR with the proxy secret that self-service and `/oauth/revoke` send. With `listener-self-service.conf`, a secret of their own, which the managing processes have as PORTARIA_TLS_LISTENER_SECRET: an attacker in an issuing process cannot claim a merchant's handshake there.",
  },
  PORTARIA_ROUTES_DIR: {
    defaultValue: '/etc/portaria/routes',
    description:
      'Folder of what `portaria routes import` writes, the same as the application has; a folder that is empty or missing protects no API.',
  },
  PORTARIA_API_BODY_MAX: {
    defaultValue: '1m',
    description:
      'Largest body of a request to a protected API; the bodies of token requests have a limit of their own (16k).',
  },
  PORTARIA_API_TIMEOUT: {
    defaultValue: '30s',
    description: 'How long a protected API may take to begin its answer, or to go on with it.',
  },
  PORTARIA_API_RATE: {
    defaultValue: '200r/s',
    description: 'Requests to protected APIs that one address, and one client certificate, may send.',
  },
  PORTARIA_API_BURST: {
    defaultValue: '400',
    description: 'Requests above that rate which are let through before 429.',
  },
  PORTARIA_API_CONCURRENCY: {
    defaultValue: '200',
    description:
      'Requests to protected APIs that one client certificate may have in progress, over all its addresses; more get 429. A body that drips holds one for as long as it lasts.',
  },
  PORTARIA_BIND: {
    defaultValue: '',
    description: 'Address to listen on with a colon behind it, e.g. `127.0.0.1:`; empty for all.',
  },
  PORTARIA_TLS_PORT: { defaultValue: '8443', description: 'Port of the TLS listener.' },
  PORTARIA_HEADER_PORT: { defaultValue: '8444', description: 'Port of the header listener.' },
  PORTARIA_ADMIN_PORT: { defaultValue: '9443', description: 'Port of the admin listener.' },
  PORTARIA_TLS_LISTENER: {
    defaultValue: 'on',
    description: '`off` leaves the TLS listener out: for an NGINX of the operators alone.',
  },
  PORTARIA_ADMIN_LISTENER: {
    defaultValue: 'on',
    description: '`off` leaves the admin listener out, where operators have an NGINX of their own.',
  },
  PORTARIA_HEADER_LISTENER: { defaultValue: 'off', description: '`on` opens the header listener.' },
  PORTARIA_SERVER_CERT: { description: "PEM file of the server's certificate, its intermediates behind it." },
  PORTARIA_SERVER_KEY: { description: 'PEM file of its private key.' },
  PORTARIA_CLIENT_CA_BUNDLE: {
    description: 'PEM file of the client CAs, whose certificates are accepted.',
  },
  PORTARIA_RATE_LIMIT: {
    defaultValue: 'on',
    description: '`off` lifts the rate limits and the limit of connections; for measurements only.',
  },
  PORTARIA_RATE_PER_ADDRESS: {
    defaultValue: '50r/s',
    description: 'Requests that one address may send; with IPv6, one /64.',
  },
  PORTARIA_BURST_PER_ADDRESS: {
    defaultValue: '200',
    description: 'Requests above that rate which are let through before 429.',
  },
  PORTARIA_RATE_PER_CERTIFICATE: {
    defaultValue: '20r/s',
    description: 'Requests that one client certificate may send.',
  },
  PORTARIA_BURST_PER_CERTIFICATE: {
    defaultValue: '100',
    description: 'Requests above that rate which are let through before 429.',
  },
  PORTARIA_RATE_GUESSES: {
    defaultValue: '5r/s',
    description:
      'Requests that one address may send where an answer tells an unknown name from a wrong secret (service-token), or a password is asked for (realm).',
  },
  PORTARIA_BURST_GUESSES: {
    defaultValue: '20',
    description: 'Requests above that rate which are let through before 429.',
  },
  PORTARIA_CONNECTIONS_PER_ADDRESS: {
    defaultValue: '200',
    description: 'Connections that one address may have open; with IPv6, one /64.',
  },
} as const satisfies Readonly<Record<`PORTARIA_${string}`, NginxSetting>>;
