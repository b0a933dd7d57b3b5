import type { FastifyInstance } from 'fastify';
import type { HttpReply, HttpRequest } from './http-messages.js';

/**
 * Makes every answer of every contract `no-store` (RFC 6749 section 5.1) and adds its request id. A
 * published answer that already says how long it may be stored (`markCacheable`) keeps its own header
 * and gets only the request id.
 */
export const noStore = (server: FastifyInstance): void => {
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.hasHeader('cache-control')) void reply.header('X-Request-Id', request.id);
    else forbidStoringOf(request, reply);
    done();
  });
};

/** Does the same for one answer that no hook sees. */
export const forbidStoringOf = (request: HttpRequest, reply: HttpReply): void => {
  void reply.headers({
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    'X-Request-Id': request.id,
  });
};
