import type { NodeRequest } from './node-request.js';
import { checkedScopes } from './scopes.js';
import { TokenError } from './token-error.js';
import { rememberToken } from './verified-tokens.js';
import type { Verifier } from './verifier.js';

/** What is used of Fastify's reply: its own type is another one for HTTP/2. */
interface Reply {
  code(status: number): Reply;
  headers(values: Readonly<Record<string, string>>): Reply;
  send(body: unknown): Reply;
}

type Hook = (request: { readonly raw: NodeRequest }, reply: Reply) => Promise<unknown>;

/**
 * A hook for Fastify, tried with 5, `onRequest` of a route or of everything: lets in who has a good token with all of these scopes, and answers all others by
 * itself, before their body is read.
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
