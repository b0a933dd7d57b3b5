import type { RequestHandler } from 'express';
import { checkedScopes } from './scopes.js';
import { TokenError } from './token-error.js';
import { rememberToken } from './verified-tokens.js';
import type { Verifier } from './verifier.js';

/**
 * Middleware for Express, tested with version 5: it lets a request through that has a valid token
 * with all of these scopes, and answers every other request itself.
 */
export const requireToken = (verifier: Verifier, ...scopes: readonly string[]): RequestHandler => {
  const requiredScopes = checkedScopes(scopes);
  return (request, response, next) => {
    verifier.verifyRequest(request, requiredScopes).then(
      (token) => {
        rememberToken(request, token);
        next();
      },
      (reason: unknown) => {
        if (!(reason instanceof TokenError)) next(reason);
        else response.status(reason.status).set(reason.headers).json(reason.body);
      },
    );
  };
};
