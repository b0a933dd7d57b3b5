import { TLSSocket } from 'node:tls';
import { type ClientCertificate, certificateFingerprintOf } from './certificate-fingerprint.js';
import { TokenError } from './token-error.js';
import type { PresentedToken } from './presented-token.js';

/** What is read of a request: an `IncomingMessage`, or one of HTTP/2. */
export interface NodeRequest {
  /** Names and values in turn, as they came. `headers` would hide the second of two. */
  readonly rawHeaders: readonly string[];
  readonly url?: string | undefined;
  readonly socket: object;
}

/**
 * Where the client certificate is. `connection`: the application ends TLS by itself. `trustedHeader`: a proxy of its own does, which overwrites
 * this header on every request; one that a client can set lets it use tokens that were stolen. A function, for everything else.
 */
export type CertificateFrom =
  | 'connection'
  | { readonly trustedHeader: string }
  | ((request: NodeRequest) => ClientCertificate | null | undefined);

/** Takes token and certificate from a request. Throws `TokenError` for a token in a URL, whether or not there is another. */
export const presentedIn = (request: NodeRequest, from: CertificateFrom): PresentedToken => {
  const authorization = headersOf(request, 'authorization');
  if (hasTokenInQuery(request)) {
    // It is in logs and histories by now (RFC 6750 section 5.3), and of two ways of sending a token only one is allowed (section 2).
    const code = authorization.length > 0 ? 'invalid_token' : 'token_missing';
    throw new TokenError(code, 'a token in the query');
  }
  return { authorization, certificate: () => certificateIn(request, from) };
};

const certificateIn = (request: NodeRequest, from: CertificateFrom): ClientCertificate | null => {
  if (typeof from === 'function') return from(request) ?? null;
  if (from === 'connection') return certificateOfConnection(request);
  const [value, ...more] = headersOf(request, from.trustedHeader.toLowerCase());
  // Two: one of them is not of the proxy.
  return more.length === 0 ? certificateFingerprintOf(value) : null;
};

/** The handshake proved the private key, whoever signed the certificate; the token says which certificate it has to be. */
const certificateOfConnection = ({ socket }: NodeRequest): ClientCertificate | null =>
  socket instanceof TLSSocket ? (socket.getPeerX509Certificate() ?? null) : null;

const headersOf = ({ rawHeaders }: NodeRequest, name: string): string[] =>
  rawHeaders.filter((_, place) => place % 2 === 1 && rawHeaders[place - 1]?.toLowerCase() === name);

const hasTokenInQuery = ({ url = '' }: NodeRequest): boolean => {
  const start = url.indexOf('?');
  return start >= 0 && new URLSearchParams(url.slice(start)).has('access_token');
};
