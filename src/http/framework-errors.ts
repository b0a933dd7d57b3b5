import { HttpException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../core/refusals/refusal.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The framework's own errors about a request, by status. Nest rewraps Fastify's errors and keeps
 * only the status.
 */
const byStatus: Readonly<Record<number, (request: FastifyRequest, route: string) => Refusal>> = {
  400: (request) => {
    const problem = isDecodable(request.url)
      ? 'body must be a JSON object'
      : 'path is not valid percent-encoding';
    return new Refusal('malformed_request', problem, { problems: [problem] });
  },
  404: (request, route) => notFound(request, route),
  413: () => new Refusal('payload_too_large', 'the body is too large'),
  414: (request, route) => notFound(request, route),
  415: (request) => {
    const problem = request.headers['content-type'] ? 'another content type than JSON' : 'no content type';
    return new Refusal('unsupported_media_type', problem, {
      problems: ['Content-Type must be application/json'],
    });
  },
};

/**
 * Turns anything that was thrown, by the framework or by this code, into a `Refusal`. Only an
 * unforeseen error becomes `internal`. `route` is the path as the route declares it, where that
 * route has a parameter.
 */
export const refusalOf = (thrown: unknown, request: FastifyRequest, route = pathOf(request)): Refusal => {
  if (thrown instanceof Refusal) return thrown;
  const known = byStatus[statusOf(thrown) ?? 0];
  return known ? known(request, route) : Refusal.from(thrown);
};

const pathOf = ({ url }: FastifyRequest): string => url.split('?')[0] ?? '/';

const isDecodable = (url: string): boolean => {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
};

/**
 * Names the methods that a path answers, if it answers others than this one (RFC 9110 section
 * 15.5.6).
 */
const notFound = (request: FastifyRequest, url: string): Refusal => {
  const allow = methods.filter((method) => request.server.hasRoute({ method, url }));
  return allow.length > 0
    ? new Refusal('method_not_allowed', `${request.method} is not answered here`, { allow })
    : new Refusal('not_found', 'there is no such path');
};

const statusOf = (thrown: unknown): number | null => {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return null;
  return typeof thrown.statusCode === 'number' ? thrown.statusCode : null;
};
