import { invalid } from './invalid.js';
import { type PathTemplate } from './path-template.js';
import type { Upstream } from './upstream.js';

/** What NGINX is told of an API. */
export interface ProtectedApi {
  readonly name: string;
  readonly upstream: Upstream;
  /** The authorities of an `https` upstream, as NGINX finds them; `null` for `http`. */
  readonly authoritiesFile: string | null;
  readonly paths: readonly PathTemplate[];
}

const madeBy = (name: string): string =>
  `# The API ${name}. Made by "portaria routes import" from its OpenAPI document: import it again instead of changing this.`;

const field = '--upstream-ca';
const fileGrammar = /^\/[A-Za-z0-9 ._/@+-]+$/;

/** Which file tells NGINX whose certificate the API has. Throws `ManagementError('invalid')`. */
export const authoritiesFileFor = ({ secure }: Upstream, file: string | null): string | null => {
  if (secure && file === null) {
    throw invalid(
      field,
      'name the PEM file, on the machine of NGINX, of the authorities that sign for the API, such as /etc/ssl/certs/ca-certificates.crt: without it NGINX would talk to anybody',
    );
  }
  if (!secure && file !== null) throw invalid(field, 'is for an https upstream; this one is http');
  // What could end NGINX's directive, or be one of its variables.
  if (file !== null && !fileGrammar.test(file)) {
    throw invalid(field, 'must be an absolute path of letters, digits, spaces and . _ / @ + -');
  }
  return file;
};

const upstreamName = (name: string): string => `portaria_api_${name}`;

/** `NAME.upstream.conf`, for the http frame. */
export const upstreamConf = ({ name, upstream: { host, port } }: ProtectedApi): string => `${madeBy(name)}

upstream ${upstreamName(name)} {
    zone ${upstreamName(name)} 64k;
    # It is asked again at once after it failed: there is no other.
    server ${host}:${port} max_fails=0;
    keepalive 32;
    # Shorter than an unconfigured Node server keeps an idle connection (5 s). The other way round a request can meet a
    # connection that is just being closed, and a payment may not be sent twice.
    keepalive_timeout 4s;
}
`;

/** `NAME.locations.conf`, for the server block of the TLS door. */
export const locationsConf = (api: ProtectedApi): string => {
  const directives = [
    // Relative to the main configuration, beside which the templates are rendered.
    'include protected.conf;',
    ...verification(api),
    // Without a path: the API gets the request line that the rule was looked up for, byte by byte.
    `proxy_pass ${api.upstream.secure ? 'https' : 'http'}://${upstreamName(api.name)};`,
  ];
  const body = directives.map((directive) => `    ${directive}\n`).join('');
  const matches = [...new Set(api.paths.map(matchOf))];
  return `${madeBy(api.name)}\n${matches.map((match) => `\nlocation ${match} {\n${body}}\n`).join('')}`;
};

const verification = ({ upstream, authoritiesFile }: ProtectedApi): readonly string[] =>
  authoritiesFile === null
    ? []
    : [
        'proxy_ssl_server_name on;',
        `proxy_ssl_name ${upstream.host};`,
        'proxy_ssl_verify on;',
        'proxy_ssl_verify_depth 6;',
        `proxy_ssl_trusted_certificate "${authoritiesFile}";`,
        'proxy_ssl_protocols TLSv1.2 TLSv1.3;',
      ];

/**
 * An exact match comes before every pattern, so what is concrete wins in NGINX as in the table. But not one that ends in a
 * slash: NGINX would answer the path without it by a redirect, asking for no token.
 */
const matchOf = ({ text, segments }: PathTemplate): string => {
  const exact = !segments.includes(null) && (text === '/' || !text.endsWith('/'));
  const pattern = segments.map((segment) => (segment === null ? '[^/]+' : quoted(segment))).join('/');
  return exact ? `= "${text}"` : `~ "^/${pattern}$"`;
};

/** In brackets and not behind a backslash, which NGINX's own quoting would read first. The grammar of paths has no bracket and no caret. */
const quoted = (literal: string): string => literal.replace(/[.*+?()$]/g, (character) => `[${character}]`);
