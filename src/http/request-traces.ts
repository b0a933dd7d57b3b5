import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestTrace, SpanAttributes, Tracing } from '../core/shared/tracing.js';
import { isHealthProbe } from './health-probes.js';
import { headerOf, type TrustedProxy } from './trust/trusted-proxy.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `traceRequests`; left out where this process makes no traces, `null` for a request that is not sampled. */
    portariaTrace?: RequestTrace | null;
  }
}

/**
 * Gives each sampled request a trace. Installed after the check of the proxy secret: an untrusted peer starts
 * no trace.
 */
export const traceRequests = (server: FastifyInstance, tracing: Tracing, proxy: TrustedProxy): void => {
  server.decorateRequest('portariaTrace', null);
  server.addHook('onRequest', (request, _reply, done) => {
    if (!isHealthProbe(request.url)) request.portariaTrace = start(request, tracing);
    within(request, done);
  });
  // The body was read in the context of the connection, so the trace is entered again.
  server.addHook('preHandler', (request, _reply, done) => {
    within(request, done);
  });
  server.addHook('onResponse', (request, reply, done) => {
    end(request, reply, proxy);
    done();
  });
};

const start = (request: FastifyRequest, tracing: Tracing): RequestTrace | null =>
  tracing.startRequest({
    method: request.method,
    traceparent: headerOf(request, 'traceparent'),
    tracestate: headerOf(request, 'tracestate'),
  });

const within = ({ portariaTrace: trace }: FastifyRequest, work: () => void): void => {
  if (trace) trace.run(work);
  else work();
};

const end = (request: FastifyRequest, reply: FastifyReply, proxy: TrustedProxy): void => {
  request.portariaTrace?.end({
    method: request.method,
    route: request.routeOptions.url ?? null,
    status: reply.statusCode,
    attributes: attributesOf(request, proxy),
  });
};

/** Neither the path nor the address, the client or the token: the log has them under the request id. */
const attributesOf = (request: FastifyRequest, proxy: TrustedProxy): SpanAttributes => {
  const { contract, outcome } = request.portariaOutcome ?? {};
  const listener = proxy.sourceIfAny(request)?.listener;
  return {
    'portaria.request_id': request.id,
    ...(listener && { 'portaria.listener': listener }),
    ...(contract !== undefined && { 'portaria.contract': contract }),
    ...(outcome !== undefined && { 'portaria.outcome': outcome }),
  };
};
