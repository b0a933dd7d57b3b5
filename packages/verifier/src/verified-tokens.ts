import type { VerifiedToken } from './verified-token.js';

/** By the request of Node, which all frameworks have in common. */
const tokens = new WeakMap<object, VerifiedToken>();

/** A framework hands on Node's own request, or one that has Node's in `raw` (Fastify). */
const nodeRequestOf = (request: object): object =>
  'raw' in request && typeof request.raw === 'object' && request.raw !== null ? request.raw : request;

export const rememberToken = (request: object, token: VerifiedToken): void => {
  tokens.set(nodeRequestOf(request), token);
};

/** The token that the hook, middleware or guard let this request in with. Throws when none of them stands before the route. */
export const verifiedTokenOf = (request: object): VerifiedToken => {
  const token = tokens.get(nodeRequestOf(request));
  if (!token)
    throw new Error('No token was verified for this request: requireToken or PortariaGuard comes before it.');
  return token;
};
