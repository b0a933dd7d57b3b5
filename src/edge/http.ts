import type { FastifyReply, FastifyRequest } from 'fastify';

/** A request as a contract's controller hands it to the edge: it reads nothing of it by itself. */
export type HttpRequest = FastifyRequest;

/** The answer that is to be written. */
export type HttpReply = FastifyReply;
