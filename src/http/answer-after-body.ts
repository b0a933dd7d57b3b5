import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * Sends no answer before the request's body has arrived. Some answers need no body: an unknown path, another
 * content type. But NGINX closes the client's connection when it got the answer first, although it has already
 * promised the client `Connection: keep-alive`, so the client's next request would be lost.
 *
 * A body that is larger than the route accepts is not waited for. A body that never ends is cut off as at every
 * other request (`requestTimeout`).
 */
export const answerAfterBody = (server: FastifyInstance): void => {
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (reply.statusCode === 413) done();
    else whenBodyArrived(request.raw, request.routeOptions.bodyLimit, done);
  });
};

/**
 * Reads the rest of a body that nothing needs, at most `bytesMax`, and calls `done` once, also when the client has
 * gone.
 */
const whenBodyArrived = (request: IncomingMessage, bytesMax: number, done: () => void): void => {
  let bytes = 0;
  const read = (chunk: Buffer | string): void => {
    bytes += chunk.length;
    if (bytes > bytesMax) end();
  };
  const end = (): void => {
    request.off('data', read).off('end', end).off('close', end);
    done();
  };
  const announced = Number(request.headers['content-length'] ?? 0);
  if (request.complete || request.destroyed || announced > bytesMax) done();
  else request.on('data', read).once('end', end).once('close', end).resume();
};
