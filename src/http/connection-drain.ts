import type { Server as HttpServer, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/**
 * Drains the connections from the proxies when the process stops, so that no request is lost.
 *
 * NGINX retries a refused connection on another process. It does not retry a POST that was sent on
 * a connection which then broke, because no one can tell whether the POST was read. So this side
 * must not close a connection while the proxy may be writing on it: new connections are refused,
 * and open ones are answered until the proxy closes them.
 */
export class ConnectionDrain {
  #leaving = false;
  readonly #underWay = new Set<ServerResponse>();
  #refusing: Promise<void> | null = null;

  constructor(private readonly server: HttpServer) {
    // Registered before Fastify's own listener, so that answers which no hook sees carry the header
    // too.
    server.prependListener('request', (_request, response) => {
      if (this.#leaving) closeAfter(response);
      this.#underWay.add(response);
      response.once('close', () => this.#underWay.delete(response));
    });
  }

  /**
   * Refuses new connections, and sends `Connection: close` with every answer from now on. Resolves
   * when no connection is left; idle connections are left for the proxy to close.
   */
  drain(): Promise<void> {
    return (this.#refusing ??= this.refuse());
  }

  private async refuse(): Promise<void> {
    // The event loop has just looked for new connections. A connection that the system accepted and
    // this process did not would be reset.
    if (this.server.listening) await new Promise((resolve) => setImmediate(resolve));
    const closed = this.refuseConnections();
    // Only now: an answer with this header makes the proxy open a new connection for its next
    // request, which must be refused and not be among those that are reset.
    this.#leaving = true;
    // A request that arrived before this call is answered after it. Without the header the proxy
    // would send another request on the same connection.
    for (const response of this.#underWay) closeAfter(response);
    await closed;
  }

  private async refuseConnections(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.once('close', resolve);
      // Not the HTTP server's own `close`, which also closes connections on which a request may be
      // on its way.
      NetServer.prototype.close.call(this.server);
    });
  }
}

const closeAfter = (response: ServerResponse): void => {
  if (!response.headersSent) response.setHeader('Connection', 'close');
};
