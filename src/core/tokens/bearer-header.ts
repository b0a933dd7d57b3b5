/** The value of an `Authorization` header as RFC 6750 section 2.1 has it; the token is a `b64token`. */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;
/** The scheme with something after it; scheme names are case-insensitive (RFC 9110 section 11.1). */
const anyBearer = /^bearer +[^ ]/i;

/**
 * What is there in place of a token: nothing; a header without the scheme `Bearer`, or with nothing
 * after it (a program sends that when its variable is empty); or something that is no token.
 */
export type BearerFault = 'absent' | 'incomplete' | 'malformed';

/** A token, or what is there in its place. */
export type BearerHeader = { readonly token: string } | { readonly token: null; readonly fault: BearerFault };

/** Reads a header value; the empty text where the header was not sent. */
export const readBearerHeader = (text: string): BearerHeader => {
  const token = bearer.exec(text)?.[1];
  return token === undefined ? { token: null, fault: faultOf(text) } : { token };
};

const faultOf = (text: string): BearerFault => {
  if (text.trim() === '') return 'absent';
  return anyBearer.test(text) ? 'malformed' : 'incomplete';
};

/** How a token is sent. It names no value: what stands there may be the token. */
export const howToSendToken = 'Send it once, as: Authorization: Bearer <token>';

/** What a client is told of a header without the word Bearer, or without a token after it. */
export const incompleteBearerHint = `The header Authorization lacks the word Bearer before the token, or the token after it. ${howToSendToken}`;

/**
 * Whether a query contains a token. A token in a URL ends up in logs and histories (RFC 6750 section
 * 5.3), so it counts as exposed, and an API behind the gateway might accept it.
 */
export const hasTokenInQuery = (query: string): boolean =>
  query !== '' && new URLSearchParams(query).has('access_token');
