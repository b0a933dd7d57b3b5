import { HttpException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../core/refusals/refusal.js';
import { nearestEndpoint } from './nearest-endpoint.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The framework's own errors about a request, by status. Nest rewraps Fastify's errors and keeps
 * only the status.
 */
const byStatus: Readonly<
  Record<number, (request: FastifyRequest, route: string, endpoints: readonly string[]) => Refusal>
> = {
  400: (request) => {
    const problem = isDecodable(request.url)
      ? 'body must be a JSON object'
      : 'path is not valid percent-encoding';
    return new Refusal('malformed_request', problem, { problems: [problem] });
  },
  404: (...found) => notFound(...found),
  413: () => new Refusal('payload_too_large', 'the body is too large'),
  414: (...found) => notFound(...found),
  415: (request) => {
    const problem = request.headers['content-type'] ? 'another content type than JSON' : 'no content type';
    return new Refusal('unsupported_media_type', problem);
  },
};

/**
 * Turns anything that was thrown, by the framework or by this code, into a `Refusal`. Only an
 * unforeseen error becomes `internal`. `route` is the path as the route declares it, where that
 * route has a parameter. `endpoints` are the paths that may be suggested for one that is none.
 */
export const refusalOf = (
  thrown: unknown,
  request: FastifyRequest,
  { route = pathOf(request), endpoints = [] }: { route?: string; endpoints?: readonly string[] } = {},
): Refusal => {
  if (thrown instanceof Refusal) return thrown;
  const known = byStatus[statusOf(thrown) ?? 0];
  return known ? known(request, route, endpoints) : Refusal.from(thrown);
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
 * 15.5.6), or the endpoint that was probably meant.
 */
const notFound = (request: FastifyRequest, url: string, endpoints: readonly string[]): Refusal => {
  const { method } = request;
  const allow = allowedMethods(request, url);
  if (allow.length > 0)
    return new Refusal('method_not_allowed', `${method} is not supported here`, {
      allow,
      hint: `This path does not support ${method}. Use ${allow.join(' or ')}.`,
    });
  const near = nearestEndpoint(url, endpoints);
  const named = near !== null && mayBeRepeated(url, near) ? `${method} ${url}` : 'This path';
  return new Refusal('not_found', 'there is no such path', {
    hint: `${named} is not an endpoint of this gateway.${near === null ? '' : ` Did you mean ${near}?`}`,
  });
};

/**
 * Longer than every path that a route declares. Attack: each search for a path reads it character by
 * character, so one address that sent paths of 27 kB kept a process busy for half of the time.
 */
const declaredCharactersMax = 200;

const allowedMethods = ({ server }: FastifyRequest, url: string): (typeof methods)[number][] =>
  url.length > declaredCharactersMax ? [] : methods.filter((method) => server.hasRoute({ method, url }));

/** Characters that mean nothing in JSON, HTML or a log. */
const plainPath = /^\/[A-Za-z0-9._~/-]{0,200}$/;
const extraCharactersMax = 8;

/**
 * Whether a response may repeat a path: a misspelt endpoint, which has no room for a secret. People
 * paste secrets into paths too, and responses end up in tickets.
 */
const mayBeRepeated = (path: string, near: string): boolean =>
  plainPath.test(path) && path.length <= near.length + extraCharactersMax;

const statusOf = (thrown: unknown): number | null => {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return null;
  return typeof thrown.statusCode === 'number' ? thrown.statusCode : null;
};
