import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../../core/refusals/refusal.js';
import { type RequestId, requestIdFrom } from '../../core/shared/ids.js';
import type { Listener, RequestSource } from '../../core/tokens/token-request.js';
import { isHealthProbe } from '../health-probes.js';
import type { Listeners } from './listeners.js';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Set by `TrustedProxy`: `undefined` until it is first read, `null` for an untrusted peer. Ask `TrustedProxy`,
     * not the request.
     */
    portariaSource: RequestSource | null | undefined;
  }
}

/** The route that NGINX calls by itself, through a listener that serves nothing else. */
const verifyRoute = '/internal/verify';

/**
 * The proxy in front of the application. It decides whether a request came from NGINX, and through
 * which server block. A request that came through none is refused, so an attacker who reaches the
 * port cannot present a certificate in a header.
 *
 * This folder owns what is believed of a request: its listener, address, certificate and token. It
 * must never believe a header of a request that did not carry a proxy secret.
 */
export class TrustedProxy {
  constructor(private readonly listeners: Listeners) {}

  /**
   * Checks every request before its handler and its body: the body of an untrusted peer is not
   * read.
   */
  install(server: FastifyInstance): void {
    // A property and not a WeakMap, which would cost every token request a hash table that the
    // garbage collector has to walk.
    server.decorateRequest('portariaSource', undefined);
    server.addHook('onRequest', (request, _reply, done) => {
      if (isHealthProbe(request.url)) {
        done();
        return;
      }
      const source = this.sourceIfAny(request);
      done(source && isRouteOfListener(source.listener, request) ? undefined : untrustedPeerRefusal());
    });
  }

  /** Returns where a guarded request came from. */
  sourceOf(request: FastifyRequest): RequestSource {
    const source = this.sourceIfAny(request);
    if (!source) throw untrustedPeerRefusal();
    return source;
  }

  /** Returns where a request came from; `null` for an untrusted peer, and for a health probe. */
  sourceIfAny(request: FastifyRequest): RequestSource | null {
    // Not `??=`: the `null` of an untrusted peer must be remembered too.
    if (request.portariaSource === undefined) request.portariaSource = this.sourceFrom(request);
    return request.portariaSource;
  }

  private sourceFrom(request: FastifyRequest): RequestSource | null {
    const listener = this.listeners.listenerOf(headerOf(request, 'x-portaria-listener'));
    const address = headerOf(request, 'x-real-ip');
    // The refusal of an untrusted peer has an id of its own: operators search the log by id. Health
    // probes and /metrics, which need no proxy secret, answer with the X-Request-Id they were sent.
    if (!listener) request.id = freshRequestId();
    return (
      listener && { listener, requestId: request.id as RequestId, address: isIP(address) ? address : null }
    );
  }
}

/**
 * The gateway listener leads to one route, and no other listener leads to it. The check uses the
 * route that was matched and not the spelling of the URL: a client's own request must never be
 * taken for NGINX's question, nor NGINX's question for a client's request.
 */
const isRouteOfListener = (listener: Listener, request: FastifyRequest): boolean =>
  (listener === 'gateway') === (request.routeOptions.url === verifyRoute);

/**
 * Returns the value of a header that was sent once. Node joins the values of a repeated header or
 * keeps them as a list, and neither can be a header that NGINX set.
 */
export const headerOf = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

/** Returns the request id that came with a request, or else a new one. */
export const makeRequestId = (request: Pick<IncomingMessage, 'headers'>): string =>
  claimedRequestId(request) ?? freshRequestId();

/** Returns the request id that came with a request, if it is one. An untrusted peer can send any. */
export const claimedRequestId = ({ headers }: Pick<IncomingMessage, 'headers'>): RequestId | undefined => {
  const given = headers['x-request-id'];
  return (typeof given === 'string' && requestIdFrom(given)) || undefined;
};

const freshRequestId = (): RequestId => randomBytes(16).toString('hex') as RequestId;

/** Returns the refusal of a request that did not come through NGINX. */
export const untrustedPeerRefusal = (): Refusal =>
  new Refusal('not_from_proxy', 'the request carried no known proxy secret', {
    problems: [
      'Direct access is not allowed. The request did not come through a server block of NGINX ' +
        '(X-Portaria-Listener is missing or wrong). Use the public address of the gateway.',
    ],
  });
