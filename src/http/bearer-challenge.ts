import type { BearerTokenError, BearerTokenErrorCode } from '../core/tokens/bearer-token-error.js';

/**
 * Builds the header `WWW-Authenticate` of a rejected bearer token. RFC 6750 section 3.1: a client
 * that sent no token is told no error. In that section an expired token is an invalid token.
 */
export const bearerChallenge = (
  code: BearerTokenErrorCode,
  { scope, description }: Pick<BearerTokenError['publicDetail'], 'scope' | 'description'> = {},
): string => {
  if (code === 'token_missing') return 'Bearer';
  const error = code === 'expired_token' ? 'invalid_token' : code;
  const words = description === undefined ? '' : `, error_description="${description}"`;
  return `Bearer error="${error}"${words}${scope === undefined ? '' : `, scope="${scope}"`}`;
};
