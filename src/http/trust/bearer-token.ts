import {
  hasTokenInQuery,
  howToSendToken,
  incompleteBearerHint,
  readBearerHeader,
} from '../../core/tokens/bearer-header.js';
import { BearerTokenError } from '../../core/tokens/bearer-token-error.js';
import { countHeader } from '../count-header.js';
import type { HttpRequest } from '../http-messages.js';

/**
 * Reads the bearer token of a request (RFC 6750 section 2.1): from the `Authorization` header and
 * from nowhere else. Throws `BearerTokenError`.
 */
export const bearerTokenOf = (request: HttpRequest): string => {
  if (hasTokenInQuery(request.url.split('?')[1] ?? ''))
    throw malformed('a token in the query', `A token in a URL ends up in logs. ${howToSendToken}`);
  if (countHeader(request, 'authorization') > 1) throw malformed('two Authorization headers', howToSendToken);
  const header = readBearerHeader(request.headers.authorization ?? '');
  if (header.token !== null) return header.token;
  if (header.fault === 'malformed') throw malformed('the text after Bearer is not a token', howToSendToken);
  if (header.fault === 'incomplete') throw missing('no token with the scheme Bearer', incompleteBearerHint);
  throw missing('no Authorization header', howToSendToken);
};

const missing = (detail: string, hint: string): BearerTokenError =>
  new BearerTokenError('token_missing', detail, { hint });
const malformed = (detail: string, hint: string): BearerTokenError =>
  new BearerTokenError('invalid_request', detail, { hint });
