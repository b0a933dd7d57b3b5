/** The value of an `Authorization` header as RFC 6750 section 2.1 has it; the token is a `b64token`. */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i;
/**
 * The scheme with something after it; scheme names are case-insensitive (RFC 9110 section 11.1).
 * `Bearer` alone is what a program sends when its variable is empty.
 */
const anyBearer = /^bearer +[^ ]/i;

/** A token, or what stands in its place. */
export type BearerHeader = { readonly token: string } | { readonly token: null; readonly malformed: boolean };

/** Reads a header value; not `malformed` when it has another scheme, or nothing after the scheme. */
export const readBearerHeader = (text: string): BearerHeader => {
  const token = bearer.exec(text)?.[1];
  return token === undefined ? { token: null, malformed: anyBearer.test(text) } : { token };
};

/**
 * Whether a query contains a token. A token in a URL ends up in logs and histories (RFC 6750 section
 * 5.3), so it counts as exposed, and an API behind the gateway might accept it.
 */
export const hasTokenInQuery = (query: string): boolean =>
  query !== '' && new URLSearchParams(query).has('access_token');
