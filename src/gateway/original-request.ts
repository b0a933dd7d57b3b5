import { headerOf } from '../edge/hop.js';
import type { HttpRequest } from '../edge/http.js';
import { timesSent } from '../edge/times-sent.js';

/** The request that NGINX asks about, as it arrived there: nothing of it is judged yet. */
export interface OriginalRequest {
  readonly method: string;
  /** The raw request target, path and query. */
  readonly target: string;
  readonly authorization: SentHeader;
  /** The name that source 002 has for it. */
  readonly authentication: SentHeader;
}

/** A header of the client's, with how often he sent it: Node keeps the first, and the API might look at another. */
export interface SentHeader {
  readonly times: number;
  readonly text: string;
}

/** NGINX sets the two X-Original headers over whatever the client sent (nginx/gateway.conf.template). */
export const originalRequestOf = (request: HttpRequest): OriginalRequest => ({
  method: headerOf(request, 'x-original-method'),
  target: headerOf(request, 'x-original-uri'),
  authorization: sent(request, 'authorization'),
  authentication: sent(request, 'authentication'),
});

const sent = (request: HttpRequest, name: string): SentHeader => ({
  times: timesSent(request, name),
  text: headerOf(request, name),
});
