import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request as contracts know it: what they need of it they ask the edge for. */
export type HttpRequest = FastifyRequest;

/** The answer that is to be written. */
export type HttpReply = FastifyReply;
