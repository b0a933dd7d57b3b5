import { TokenRefusal } from '../../core/tokens/token-refusal.js';
import type { HttpRequest } from '../http-messages.js';
import { timesSent } from '../times-sent.js';

const howToSend = 'Send it once, as: Authorization: Bearer <token>';

/**
 * Reads the bearer token of a request (RFC 6750 section 2.1): from the `Authorization` header and
 * from nowhere else. Throws `TokenRefusal`.
 */
export const bearerTokenOf = (request: HttpRequest): string => {
  // A token in a URL ends up in logs and histories (RFC 6750 section 5.3). The client is told so,
  // and the token counts as exposed.
  if (new URLSearchParams(request.url.split('?')[1] ?? '').has('access_token'))
    throw malformed('a token in the query', `A token in a URL ends up in logs. ${howToSend}`);
  if (timesSent(request, 'authorization') > 1) throw malformed('two Authorization headers', howToSend);
  const { authorization } = request.headers;
  if (authorization === undefined || authorization === '') throw missing('no Authorization header');
  const [scheme = '', token = '', ...rest] = authorization.split(' ');
  // Scheme names are case-insensitive (RFC 9110 section 11.1).
  if (scheme.toLowerCase() !== 'bearer') throw missing('another scheme than Bearer');
  if (token === '' || rest.length > 0 || !/^[A-Za-z0-9._~+/-]+=*$/.test(token))
    throw malformed('what follows Bearer is no token', howToSend);
  return token;
};

const missing = (detail: string): TokenRefusal =>
  new TokenRefusal('token_missing', detail, { hint: howToSend });
const malformed = (detail: string, hint: string): TokenRefusal =>
  new TokenRefusal('invalid_request', detail, { hint });
