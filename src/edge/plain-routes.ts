import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { HttpReply, HttpRequest } from './http.js';

/** Answers at once; whatever it throws, it ends by itself. */
export type PlainHandler = (request: HttpRequest, reply: HttpReply) => void;

/**
 * Routes past the framework's pipeline of guards, pipes, interceptors and filters, for a question that is asked with every request to
 * an API: the pipeline costs more than the answer. The hooks of the server (door, log, no-store) hold as everywhere.
 */
@Injectable()
export class PlainRoutes {
  constructor(private readonly host: HttpAdapterHost) {}

  /** To be called while modules start. */
  get(url: string, answer: PlainHandler): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.get(url, { exposeHeadRoute: false }, answer);
  }
}
