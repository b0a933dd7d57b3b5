import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestIdFrom, type RequestId } from '../core/ids.js';
import { Refusal } from '../core/refusal.js';
import type { Door, Origin } from '../core/token-request.js';
import type { Doors } from './doors.js';
import { isForOrchestrators } from './orchestrators.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `Hop`; `undefined` until somebody asks, `null` for a stranger. Ask the hop, not the request. */
    portariaOrigin: Origin | null | undefined;
  }
}

/** What NGINX asks by itself, through a door that is for this alone. */
const verifyRoute = '/internal/verify';

/**
 * The last hop before us. It owns the question "did this come from NGINX, and through which server block"; a request
 * that came through none gets no further, so nobody who reaches the port can bring a certificate of his own.
 */
export class Hop {
  constructor(private readonly doors: Doors) {}

  /** Ahead of routing's handlers and of the body: a stranger's body is not even read. */
  guard(server: FastifyInstance): void {
    // A property and not a WeakMap beside it: that would cost every token a hash table that the collector has to walk.
    server.decorateRequest('portariaOrigin', undefined);
    server.addHook('onRequest', (request, _reply, done) => {
      if (isForOrchestrators(request.url)) {
        done();
        return;
      }
      const origin = this.originIfAny(request);
      done(origin && isTheWayOf(origin.door, request) ? undefined : strangerRefusal());
    });
  }

  /** Where a guarded request came from. */
  originOf(request: FastifyRequest): Origin {
    const origin = this.originIfAny(request);
    if (!origin) throw strangerRefusal();
    return origin;
  }

  /** `null` for a stranger, and for an orchestrator that asks for our health. */
  originIfAny(request: FastifyRequest): Origin | null {
    // Not `??=`: a stranger's answer is `null`, and is remembered as well.
    if (request.portariaOrigin === undefined) request.portariaOrigin = this.originFrom(request);
    return request.portariaOrigin;
  }

  private originFrom(request: FastifyRequest): Origin | null {
    const door = this.doors.doorOf(headerOf(request, 'x-portaria-door'));
    const address = headerOf(request, 'x-real-ip');
    // What he says of himself is on nothing, not even on his refusal: our log is read by people who search for ids.
    if (!door) request.id = freshRequestId();
    return door && { door, requestId: request.id as RequestId, address: isIP(address) ? address : null };
  }
}

/**
 * The gateway door leads to one route and no other door does. By the route that was found, not by the URL's spelling: a
 * client's own request must never be taken for NGINX's question, nor the other way round.
 */
const isTheWayOf = (door: Door, request: FastifyRequest): boolean =>
  (door === 'gateway') === (request.routeOptions.url === verifyRoute);

/** A header's value, once: Node joins what was sent twice, or keeps a list of it, and neither is ever one of ours. */
export const headerOf = (request: FastifyRequest, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
};

/** The id that came with a request, else a new one. */
export const makeRequestId = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const given = headers['x-request-id'];
  return (typeof given === 'string' && requestIdFrom(given)) || freshRequestId();
};

const freshRequestId = (): RequestId => randomBytes(16).toString('hex') as RequestId;

/** For a request that did not come through NGINX. */
export const strangerRefusal = (): Refusal =>
  new Refusal('no_door', 'the request carried no known proxy secret', {
    problems: [
      'This port is for NGINX alone: the request did not come through one of its server blocks ' +
        '(X-Portaria-Door is missing or wrong).',
    ],
  });
