import type { FastifyInstance } from 'fastify';
import type { HttpReply, HttpRequest } from './http.js';

/**
 * Every answer of every contract: never kept by anybody, and findable by its request id (RFC 6749 section 5.1). What is
 * published to everybody has said how long it may be kept (`mayBeKept`), and only that.
 */
export const forbidStoring = (server: FastifyInstance): void => {
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.hasHeader('cache-control')) void reply.header('X-Request-Id', request.id);
    else forbidStoringOf(request, reply);
    done();
  });
};

/** The same for one answer that no hook sees. */
export const forbidStoringOf = (request: HttpRequest, reply: HttpReply): void => {
  void reply.headers({
    'Cache-Control': 'no-store',
    Pragma: 'no-cache',
    'X-Request-Id': request.id,
  });
};
