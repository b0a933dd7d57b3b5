import type { NodeRequest } from './node-request.js';
import { checkedScopes } from './scopes.js';
import { TokenError } from './token-error.js';
import { rememberToken } from './verified-tokens.js';
import type { Verifier } from './verifier.js';

/** The part of Fastify's reply that is used; Fastify's own type differs for HTTP/2. */
interface Reply {
  code(status: number): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(body: unknown): Reply;
}

type Hook = (request: { readonly raw: NodeRequest }, reply: Reply) => Promise<unknown>;

/**
 * A hook for Fastify, tested with version 5, for `onRequest` of a route or of the whole server: it
 * lets a request through that has a valid token with all of these scopes, and answers every other
 * request itself, before its body is read.
 */
export const requireToken = (verifier: Verifier, ...scopes: readonly string[]): Hook => {
  const requiredScopes = checkedScopes(scopes);
  return async (request, reply) => {
    try {
      rememberToken(request, await verifier.verifyRequest(request.raw, requiredScopes));
      return undefined;
    } catch (reason) {
      if (!(reason instanceof TokenError)) throw reason;
      return reply.code(reason.status).headers(reason.headers).send(reason.body);
    }
  };
};
