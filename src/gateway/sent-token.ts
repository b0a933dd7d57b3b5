import { TokenRefusal } from '../core/token-refusal.js';
import type { OriginalRequest, SentHeader } from './original-request.js';

/** RFC 6750 section 2.1, `b64token`; the name of a scheme has no case (RFC 9110 section 11.1). */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;
/** With something behind it: `Bearer` alone is what a program sends whose variable is empty. */
const anyBearer = /^bearer +[^ ]/i;

/** Where a token may stand. */
export interface TokenPlaces {
  /** Source 002 calls the header so: taken while that contract is on, and `Authorization` is absent. */
  readonly authentication: boolean;
}

/** The one token of a request. Throws `TokenRefusal`: none at all, or not once and in the one place where it belongs. */
export const sentToken = (
  { authorization, authentication }: OriginalRequest,
  query: string,
  places: TokenPlaces,
): string => {
  // In logs and histories by now (RFC 6750 section 5.3), and the API behind us might take that one and not ours.
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
