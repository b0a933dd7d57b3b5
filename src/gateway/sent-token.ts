import { TokenRefusal } from '../core/tokens/token-refusal.js';
import type { OriginalRequest, SentHeader } from './original-request.js';

/**
 * The header value with a token: `b64token` of RFC 6750 section 2.1; scheme names are
 * case-insensitive (RFC 9110 section 11.1).
 */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;
/**
 * The scheme with something after it. `Bearer` alone is what a program sends when its variable is
 * empty.
 */
const anyBearer = /^bearer +[^ ]/i;

/** The headers that may carry the token. */
export interface TokenPlaces {
  /**
   * Source 002 sends the token in the header `Authentication`. It is accepted while that contract
   * is on and `Authorization` is absent.
   */
  readonly authentication: boolean;
}

/**
 * Returns the one token of a request. Throws `TokenRefusal` when there is none, or when it was not
 * sent exactly once in the right header.
 */
export const sentToken = (
  { authorization, authentication }: OriginalRequest,
  query: string,
  places: TokenPlaces,
): string => {
  // A token in a query is in logs and histories by now (RFC 6750 section 5.3), and the API might
  // accept that token instead of the one checked here.
  if (query !== '' && new URLSearchParams(query).has('access_token')) throw invalid('a token in the query');
  const header = authorization.times === 0 && places.authentication ? authentication : authorization;
  return tokenIn(header);
};

const tokenIn = ({ times, text }: SentHeader): string => {
  if (times > 1) throw invalid('it was sent in two headers');
  if (!anyBearer.test(text)) throw new TokenRefusal('token_missing', 'no header with the scheme Bearer');
  const token = bearer.exec(text)?.[1];
  if (token === undefined) throw invalid('what follows Bearer is no token');
  return token;
};

const invalid = (detail: string): TokenRefusal => new TokenRefusal('invalid_token', detail);
