import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type ClientId, isGeneratedClientId } from '../core/shared/ids.js';
import { isHealthProbe } from './health-probes.js';
import { claimedRequestId } from './trust/trusted-proxy.js';

/** The outcome of a request, as far as it may be logged. */
export interface Outcome {
  readonly contract?: string;
  readonly outcome?: string;
  readonly detail?: string;
  readonly clientId?: ClientId | null;
  readonly tokenId?: string;
  /** The grant, where a contract has several. */
  readonly grantType?: string;
  readonly listener?: string;
  readonly cause?: unknown;
  /** Another component logs this request, so here it is logged at debug level only. */
  readonly quiet?: boolean;
  /** Why a refusal that belongs in the audit trail is missing there. */
  readonly notInTrail?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `OutcomeLog.note`. */
    portariaOutcome: Outcome | undefined;
  }
}

/** NGINX gets a 403 where its client gets a 503, because `auth_request` understands no other status. */
const isFault = (status: number, { outcome }: Outcome): boolean =>
  status >= 500 || outcome === 'unavailable' || outcome === 'internal';

/**
 * A request that did not come through NGINX is a warning: a client reaches the port of the application, or NGINX and
 * this process have different proxy secrets.
 */
const levelOf = (status: number, noted: Outcome): 'error' | 'warn' | 'debug' | 'info' => {
  if (isFault(status, noted)) return 'error';
  if (noted.outcome === 'not_from_proxy') return 'warn';
  return noted.quiet ? 'debug' : 'info';
};

/**
 * Writes one log line for the outcome of each request: request id, route, status, contract, client,
 * outcome. It never logs a header or a body.
 */
export class OutcomeLog {
  constructor(private readonly log: Logger) {}

  /**
   * Adds to what is known about the request earlier: the client is known before the rest is.
   */
  note(request: FastifyRequest, outcome: Outcome): void {
    const earlier = request.portariaOutcome;
    request.portariaOutcome = earlier ? { ...earlier, ...outcome } : outcome;
  }

  attach(server: FastifyInstance): void {
    server.decorateRequest('portariaOutcome', undefined);
    server.addHook('onResponse', (request, reply, done) => {
      this.write(request, reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /**
   * Writes the line, also for an answer that no hook sees. `elapsedMs` is the time from the arrival
   * of the request to its answer.
   */
  write(request: FastifyRequest, status: number, elapsedMs: number): void {
    const noted = request.portariaOutcome ?? {};
    const level = levelOf(status, noted);
    const line = this.logLine(request, noted, { status, ms: Math.round(elapsedMs * 10) / 10 });
    if (!isHealthProbe(request.url) || level === 'error') this.log[level](line, 'request');
  }

  private logLine(request: FastifyRequest, noted: Outcome, answer: { status: number; ms: number }): object {
    const { contract, outcome, detail, tokenId, grantType, listener, notInTrail } = noted;
    const { clientId, cause } = noted;
    return {
      requestId: request.id,
      // Not believed, and so not the id. NGINX logs the same, when only the proxy secret was wrong.
      claimedRequestId: outcome === 'not_from_proxy' ? claimedRequestId(request) : undefined,
      method: request.method,
      // The route, not the URL: people paste secrets into query strings and paths.
      route: request.routeOptions.url ?? 'none',
      status: answer.status,
      ms: answer.ms,
      // The log leaves out what is undefined.
      ...{ contract, outcome, detail, tokenId, grantType, listener, notInTrail },
      // An id that was not generated here, of a client that may not exist, could be a secret in the
      // wrong field.
      clientId: clientId && (tokenId ?? isGeneratedClientId(clientId)) ? clientId : undefined,
      trace_id: request.portariaTrace?.ids.traceId,
      span_id: request.portariaTrace?.ids.spanId,
      stack: outcome === 'internal' && cause instanceof Error ? cause.stack : undefined,
    };
  }
}
