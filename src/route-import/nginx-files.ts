import { invalidInput } from './invalid-input.js';
import { type PathTemplate } from './path-template.js';
import type { Upstream } from './upstream.js';

/** The settings of a protected API that go into NGINX's files. */
export interface ApiBehindNginx {
  readonly name: string;
  readonly upstream: Upstream;
  /**
   * The certificate authorities of an `https` upstream, by the path at which NGINX finds the file;
   * `null` for `http`.
   */
  readonly upstreamCaFile: string | null;
  readonly paths: readonly PathTemplate[];
}

const generatedBy = (name: string): string =>
  `# The API ${name}. "portaria routes import" wrote this file from its OpenAPI document. To change it, import the document again.`;

const field = '--upstream-ca';
const fileGrammar = /^\/[A-Za-z0-9 ._/@+-]+$/;

/**
 * Returns the file that tells NGINX which certificate authorities sign for the API. Throws
 * `ManagementError('invalid')`.
 */
export const upstreamCaFileFor = ({ secure }: Upstream, file: string | null): string | null => {
  if (secure && file === null) {
    throw invalidInput(
      field,
      'name the PEM file of the CAs of the API, on the NGINX machine, such as /etc/ssl/certs/ca-certificates.crt. Without it, NGINX would trust any server',
    );
  }
  if (!secure && file !== null) throw invalidInput(field, 'is only for an https upstream. This one is http');
  // Refuses characters that could end NGINX's directive, or start one of its variables.
  if (file !== null && !fileGrammar.test(file)) {
    throw invalidInput(field, 'must be an absolute path of letters, digits, spaces and . _ / @ + -');
  }
  return file;
};

const upstreamName = (name: string): string => `portaria_api_${name}`;

/** Writes `NAME.upstream.conf`, which is included at http level. */
export const upstreamConf = ({
  name,
  upstream: { host, port },
}: ApiBehindNginx): string => `${generatedBy(name)}

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

/** Writes `NAME.locations.conf`, which is included in the server block of the TLS listener. */
export const locationsConf = (api: ApiBehindNginx): string => {
  const directives = [
    // Relative to the main configuration; the templates are rendered into the same folder.
    'include protected.conf;',
    ...verification(api),
    // Without a path, so that the API gets the request line for which the rule was found, byte for
    // byte.
    `proxy_pass ${api.upstream.secure ? 'https' : 'http'}://${upstreamName(api.name)};`,
  ];
  const body = directives.map((directive) => `    ${directive}\n`).join('');
  const matches = [...new Set(api.paths.map(matchOf))];
  return `${generatedBy(api.name)}\n${matches.map((match) => `\nlocation ${match} {\n${body}}\n`).join('')}`;
};

const verification = ({ upstream, upstreamCaFile }: ApiBehindNginx): readonly string[] =>
  upstreamCaFile === null
    ? []
    : [
        'proxy_ssl_server_name on;',
        `proxy_ssl_name ${upstream.host};`,
        'proxy_ssl_verify on;',
        'proxy_ssl_verify_depth 6;',
        `proxy_ssl_trusted_certificate "${upstreamCaFile}";`,
        'proxy_ssl_protocols TLSv1.2 TLSv1.3;',
      ];

/**
 * Returns the location match. An exact match comes before every pattern, so the concrete path wins
 * in NGINX as it does in the table. A path that ends in a slash gets no exact match: NGINX would
 * answer the path without the slash by a redirect, without checking a token.
 */
const matchOf = ({ text, segments }: PathTemplate): string => {
  const exact = !segments.includes(null) && (text === '/' || !text.endsWith('/'));
  const pattern = segments.map((segment) => (segment === null ? '[^/]+' : quoted(segment))).join('/');
  return exact ? `= "${text}"` : `~ "^/${pattern}$"`;
};

/**
 * Quotes a segment with brackets and not with a backslash, which NGINX's own quoting would read
 * first. The grammar of paths has no bracket and no caret.
 */
const quoted = (literal: string): string => literal.replace(/[.*+?()$]/g, (character) => `[${character}]`);
