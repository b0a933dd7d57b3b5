import { hasTokenInQuery, readBearerHeader } from '../../core/tokens/bearer-header.js';
import { BearerTokenError } from '../../core/tokens/bearer-token-error.js';
import { countHeader } from '../count-header.js';
import type { HttpRequest } from '../http-messages.js';

const howToSend = 'Send it once, as: Authorization: Bearer <token>';

/**
 * Reads the bearer token of a request (RFC 6750 section 2.1): from the `Authorization` header and
 * from nowhere else. Throws `BearerTokenError`.
 */
export const bearerTokenOf = (request: HttpRequest): string => {
  if (hasTokenInQuery(request.url.split('?')[1] ?? ''))
    throw malformed('a token in the query', `A token in a URL ends up in logs. ${howToSend}`);
  if (countHeader(request, 'authorization') > 1) throw malformed('two Authorization headers', howToSend);
  const { authorization } = request.headers;
  if (authorization === undefined || authorization === '') throw missing('no Authorization header');
  const header = readBearerHeader(authorization);
  if (header.token !== null) return header.token;
  if (header.malformed) throw malformed('what follows Bearer is no token', howToSend);
  throw missing('no token with the scheme Bearer');
};

const missing = (detail: string): BearerTokenError =>
  new BearerTokenError('token_missing', detail, { hint: howToSend });
const malformed = (detail: string, hint: string): BearerTokenError =>
  new BearerTokenError('invalid_request', detail, { hint });
