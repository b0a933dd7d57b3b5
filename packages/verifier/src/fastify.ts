import type { onRequestAsyncHookHandler } from 'fastify';
import { checkedScopes } from './scopes.js';
import { TokenError } from './token-error.js';
import { rememberToken } from './verified-tokens.js';
import type { Verifier } from './verifier.js';

/**
 * A hook for Fastify 5, `onRequest` of a route or of everything: lets in who has a good token with all of these scopes, and answers all others by
 * itself, before their body is read.
 */
export const requireToken = (verifier: Verifier, ...scopes: readonly string[]): onRequestAsyncHookHandler => {
  const requiredScopes = checkedScopes(scopes);
  return async (request, reply) => {
    try {
      rememberToken(request, await verifier.verifyRequest(request.raw, requiredScopes));
    } catch (reason) {
      if (!(reason instanceof TokenError)) throw reason;
      return reply.code(reason.status).headers(reason.headers).send(reason.body);
    }
  };
};
