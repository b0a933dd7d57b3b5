import {
  hasTokenInQuery,
  howToSendToken,
  incompleteBearerHint,
  readBearerHeader,
} from '../core/tokens/bearer-header.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { OriginalRequest, SentHeader } from './original-request.js';

/** The headers that may carry the token. */
export interface TokenHeaders {
  /**
   * Published document 002 sends the token in the header `Authentication`. It is accepted while that contract
   * is on and `Authorization` is absent.
   */
  readonly acceptsAuthenticationHeader: boolean;
}

/**
 * Returns the one token of a request. Throws `BearerTokenError` when there is none, or when it was not
 * sent exactly once in the right header.
 */
export const sentToken = (
  { authorization, authentication }: OriginalRequest,
  query: string,
  tokenHeaders: TokenHeaders,
): string => {
  if (hasTokenInQuery(query))
    throw invalid('a token in the query', `A token in a URL ends up in logs. ${howToSendToken}`);
  const header =
    authorization.times === 0 && tokenHeaders.acceptsAuthenticationHeader ? authentication : authorization;
  return tokenIn(header);
};

const tokenIn = ({ times, text }: SentHeader): string => {
  if (times > 1) throw invalid('it was sent in two headers', howToSendToken);
  const header = readBearerHeader(text);
  if (header.token !== null) return jwtIn(header.token);
  if (header.fault === 'malformed') throw noToken();
  throw new BearerTokenError(
    'token_missing',
    'no header with the scheme Bearer',
    header.fault === 'incomplete' ? { hint: incompleteBearerHint } : {},
  );
};

/** Programs send `undefined`, a client secret or a part of a token, and the signature cannot tell them so. */
const jwtIn = (token: string): string => {
  if (token.split('.').length >= 3) return token;
  throw noToken();
};

const noToken = (): BearerTokenError =>
  invalid(
    'the text after Bearer is not a token',
    `The text after Bearer is not an access token, which has three parts with dots between them. ${howToSendToken}`,
  );

/** The description says how the token was sent, and nothing about the token. */
const invalid = (detail: string, description: string): BearerTokenError =>
  new BearerTokenError('invalid_token', detail, { description });
