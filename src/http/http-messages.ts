import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request, as contracts see it. Contracts ask `src/http/` for whatever they need of it. */
export type HttpRequest = FastifyRequest;

/** The answer to a request, before it is sent. */
export type HttpReply = FastifyReply;
