import { TLSSocket } from 'node:tls';
import { certificateFingerprintOf, type ClientCertificate } from './certificate-fingerprint.js';
import type { PresentedToken } from './presented-token.js';
import { TokenError } from './token-error.js';

/** The parts of a request that are read: an `IncomingMessage`, or a request of HTTP/2. */
export interface NodeRequest {
  /**
   * Names and values in turn, as they arrived. `headers` would hide the second of two headers with
   * one name.
   */
  readonly rawHeaders: readonly string[];
  readonly url?: string | undefined;
  readonly socket: object;
}

/**
 * Where the client certificate is. `connection`: the application terminates TLS itself.
 * `trustedHeader`: its own proxy does, and overwrites this header on every request; a header that a
 * client can set would let it use stolen tokens. A function covers every other case.
 */
export type CertificateFrom =
  | 'connection'
  | { readonly trustedHeader: string }
  | ((request: NodeRequest) => ClientCertificate | null | undefined);

/**
 * Reads the token and the certificate of a request. Throws `TokenError` for a token in the URL,
 * whether or not there is another.
 */
export const presentedIn = (request: NodeRequest, from: CertificateFrom): PresentedToken => {
  const authorization = headersOf(request, 'authorization');
  if (hasTokenInQuery(request)) {
    // A token in the URL is already in logs and histories (RFC 6750 section 5.3), and a request may
    // send a token in one way only (section 2).
    const code = authorization.length > 0 ? 'invalid_token' : 'token_missing';
    throw new TokenError(code, 'a token in the query');
  }
  return { authorization, certificate: () => certificateIn(request, from) };
};

const certificateIn = (request: NodeRequest, from: CertificateFrom): ClientCertificate | null => {
  if (typeof from === 'function') return from(request) ?? null;
  if (from === 'connection') return certificateOfConnection(request);
  const [value, ...more] = headersOf(request, from.trustedHeader.toLowerCase());
  // When there are two headers, one of them is not the proxy's.
  return more.length === 0 ? certificateFingerprintOf(value) : null;
};

/**
 * Returns the certificate of the connection. The handshake proved its private key, whichever
 * authority signed it; the token says which certificate it must be.
 */
const certificateOfConnection = ({ socket }: NodeRequest): ClientCertificate | null =>
  socket instanceof TLSSocket ? (socket.getPeerX509Certificate() ?? null) : null;

const headersOf = ({ rawHeaders }: NodeRequest, name: string): string[] =>
  rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);

const hasTokenInQuery = ({ url = '' }: NodeRequest): boolean => {
  const start = url.indexOf('?');
  return start >= 0 && new URLSearchParams(url.slice(start)).has('access_token');
};
