import { invalidInput } from './invalid-input.js';

/** The origin at which the protected API answers. */
export interface Upstream {
  /** The origin, such as `http://127.0.0.1:9000`; never with a path. */
  readonly origin: string;
  readonly secure: boolean;
  readonly host: string;
  /** Whether the host is a name, which NGINX must look up. */
  readonly named: boolean;
  readonly port: number;
}

const field = '--upstream';
const hostGrammar = /^([a-z0-9_]([a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])$/;
const address = /^(\d+\.\d+\.\d+\.\d+|\[.*\])$/;

/**
 * Reads the URL of an API, `http` or `https`. Throws `ManagementError('invalid')`. The error never
 * repeats the text, which may contain a password.
 */
export const readUpstream = (text: string): Upstream => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw invalidInput(field, 'must be a URL such as http://127.0.0.1:9000 or https://api.internal');
  }
  const url = new URL(text);
  const problem = problemOf(url);
  if (problem !== null) throw invalidInput(field, problem);
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const named = !address.test(url.hostname);
  return { origin: url.origin, secure, host: url.hostname, named, port };
};

/**
 * Returns notes for the operator about the upstream. NGINX looks up a name when it starts and when
 * it is reloaded, and at no other time. One name that cannot be resolved then stops NGINX as a
 * whole, the token endpoint included.
 */
export const notesOnUpstream = ({ host, named }: Upstream): readonly string[] =>
  named && host !== 'localhost'
    ? [
        `NGINX resolves ${host} when it starts, and does not start if the name cannot be resolved. ` +
          'Give an address, or a name in /etc/hosts or of a local resolver that is always available.',
      ]
    : [];

const problemOf = ({
  username,
  password,
  search,
  hash,
  pathname,
  hostname,
  protocol,
  port,
}: URL): string | null => {
  if (username !== '' || password !== '')
    return 'must not contain a user and a password: NGINX does not send them';
  // NGINX reads `server unix:` as the path of a socket.
  if (hostname === 'unix' || port === '0') return 'must have a host other than unix, and a port other than 0';
  if (search !== '' || hash !== '') return 'must end after the port';
  if (pathname !== '/') {
    return 'must have no path: the API gets the request line unchanged. For an API whose paths begin with /v2, add --base-path /v2';
  }
  if (!hostGrammar.test(hostname)) return 'must name a host, or an IP address';
  if (protocol === 'https:' && address.test(hostname)) {
    return 'must name a host: NGINX does not compare an IP address with a certificate';
  }
  return null;
};
