import { countHeader } from '../http/count-header.js';
import type { HttpRequest } from '../http/http-messages.js';
import { headerOf } from '../http/trust/trusted-proxy.js';

/** The client's request, as it arrived at NGINX. Nothing in it has been checked yet. */
export interface OriginalRequest {
  readonly method: string;
  /** The raw request target: path and query. */
  readonly target: string;
  readonly authorization: SentHeader;
  /** The header that published document 002 uses for the token. */
  readonly authentication: SentHeader;
}

/**
 * A header of the client, and how often the client sent it: Node keeps the first one, and the API
 * might read another.
 */
export interface SentHeader {
  readonly times: number;
  readonly text: string;
}

/**
 * Reads the original request. NGINX sets the two X-Original headers over whatever the client sent
 * (nginx/gateway.conf.template).
 */
export const originalRequestOf = (request: HttpRequest): OriginalRequest => ({
  method: headerOf(request, 'x-original-method'),
  target: headerOf(request, 'x-original-uri'),
  authorization: sent(request, 'authorization'),
  authentication: sent(request, 'authentication'),
});

const sent = (request: HttpRequest, name: string): SentHeader => ({
  times: countHeader(request, name),
  text: headerOf(request, name),
});
