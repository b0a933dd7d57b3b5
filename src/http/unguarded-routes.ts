import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { HttpReply, HttpRequest } from './http-messages.js';

/** Answers synchronously, and handles its own errors. */
export type UnguardedHandler = (request: HttpRequest, reply: HttpReply) => void;

/**
 * Registers routes outside the framework's pipeline of guards, pipes, interceptors and filters.
 * They are for a question that NGINX asks about every request to an API, where the pipeline would
 * cost more than the answer. The server's hooks (proxy check, log, no-store) apply to these routes
 * as to all others.
 */
@Injectable()
export class UnguardedRoutes {
  constructor(private readonly host: HttpAdapterHost) {}

  /** Registers a GET route. Must be called while the modules start. */
  get(url: string, answer: UnguardedHandler): void {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    server.get(url, { exposeHeadRoute: false }, answer);
  }
}
