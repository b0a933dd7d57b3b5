import type { Server as HttpServer, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/**
 * How the process leaves the proxies before it without taking a request along.
 *
 * A connection that is refused is tried on another process by NGINX; a POST that was sent on a connection which then
 * broke is not, since nobody knows whether it was read. So nothing may be closed from this side while the other may be
 * writing: new connections are refused, those that are open are answered on until the proxy lets go of them.
 */
export class Departure {
  #leaving = false;
  readonly #underWay = new Set<ServerResponse>();
  #gone: Promise<void> | null = null;

  constructor(private readonly server: HttpServer) {
    // Before Fastify's own listener, so that also answers that no hook sees carry it.
    server.prependListener('request', (_request, response) => {
      if (this.#leaving) closeAfter(response);
      this.#underWay.add(response);
      response.once('close', () => this.#underWay.delete(response));
    });
  }

  /**
   * Refuses new connections, and says `Connection: close` with every answer from now on. Resolves when no connection is
   * left; those on which nothing happens any more are for the proxy to close.
   */
  leave(): Promise<void> {
    return (this.#gone ??= this.refuse());
  }

  private async refuse(): Promise<void> {
    this.#leaving = true;
    // A request that came before this is answered after it: without the word the proxy would send another one behind it.
    for (const response of this.#underWay) closeAfter(response);
    if (!this.server.listening) return;
    // The loop has just looked for new connections: one that the system accepted but we did not would be reset.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => {
      this.server.once('close', resolve);
      // Not the HTTP server's own `close`: that also closes connections on which a request may be on its way.
      NetServer.prototype.close.call(this.server);
    });
  }
}

const closeAfter = (response: ServerResponse): void => {
  if (!response.headersSent) response.setHeader('Connection', 'close');
};
