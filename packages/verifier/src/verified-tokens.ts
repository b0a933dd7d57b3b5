import type { VerifiedToken } from './verified-token.js';

/** The tokens by the request of Node, which all frameworks have in common. */
const tokens = new WeakMap<object, VerifiedToken>();

/**
 * Returns Node's request: a framework passes on that request itself, or one that has it in `raw`
 * (Fastify).
 */
const nodeRequestOf = (request: object): object =>
  'raw' in request && typeof request.raw === 'object' && request.raw !== null ? request.raw : request;

export const rememberToken = (request: object, token: VerifiedToken): void => {
  tokens.set(nodeRequestOf(request), token);
};

/**
 * Returns the token with which the hook, middleware or guard accepted this request. Throws when the
 * route has none of them.
 */
export const verifiedTokenOf = (request: object): VerifiedToken => {
  const token = tokens.get(nodeRequestOf(request));
  if (!token)
    throw new Error('No token was verified for this request: run requireToken or PortariaGuard first.');
  return token;
};
