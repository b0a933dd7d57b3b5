import type { Server as HttpServer, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

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
    const { waiting, serve } = this.keepNewConnections();
    if (this.server.listening) await acceptAll(waiting);
    const closed = this.refuseConnections();
    // Only now: an answer with this header makes the proxy open a new connection for its next
    // request, which must be refused and not be among those that are reset.
    this.#leaving = true;
    // A request that arrived before this call is answered after it. Without the header the proxy
    // would send another request on the same connection.
    for (const response of this.#underWay) closeAfter(response);
    serve();
    await closed;
  }

  /**
   * New connections are accepted and not read until `serve` is called: their answers would bring
   * further connections, and there would be no moment at which none waits.
   */
  private keepNewConnections(): { readonly waiting: readonly Socket[]; readonly serve: () => void } {
    const waiting: Socket[] = [];
    const listeners = this.server.listeners('connection') as ((socket: Socket) => void)[];
    const keep = (socket: Socket): void => void waiting.push(socket);
    this.server.removeAllListeners('connection').on('connection', keep);
    const serve = (): void => {
      this.server.off('connection', keep);
      for (const listener of listeners) this.server.on('connection', listener);
      for (const socket of waiting) this.server.emit('connection', socket);
    };
    return { waiting, serve };
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

/** For how long no new connection comes before none is expected, in milliseconds. */
const quietMs = 5;
/** After how many such times the listening socket is closed although connections still come. */
const quietTries = 100;

/**
 * Resolves when no new connection has come for a while and the event loop has just looked for one.
 * It accepts one in each turn, and the system resets those that still wait when the listening
 * socket is closed.
 */
const acceptAll = async (accepted: readonly Socket[]): Promise<void> => {
  let before = -1;
  for (let tried = 0; tried < quietTries && before !== accepted.length; tried += 1) {
    before = accepted.length;
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const closeAfter = (response: ServerResponse): void => {
  if (!response.headersSent) response.setHeader('Connection', 'close');
};
