import { Refusal } from '../../core/refusals/refusal.js';
import { countHeader } from '../count-header.js';
import type { HttpRequest } from '../http-messages.js';

/** The `Authorization` header of a request (RFC 9110 section 11.6.2). */
export interface Authorization {
  /** The scheme in lower case, because scheme names are case-insensitive. */
  readonly scheme: string;
  /** Everything after the scheme, as it was sent. */
  readonly credentials: string;
}

/**
 * Reads the header; `null` when there is none. Throws `Refusal('malformed_request')` when it was
 * sent twice.
 */
export const authorizationOf = (request: HttpRequest): Authorization | null => {
  if (countHeader(request, 'authorization') > 1)
    throw new Refusal('malformed_request', 'two Authorization headers', {
      problems: ['Authorization must be sent once'],
    });
  return authorizationFrom(request.headers.authorization ?? '');
};

/**
 * Reads the scheme by which a client tried to authenticate, whatever else is wrong with the
 * request; `null` when there is none. Never throws.
 */
export const schemeOf = (request: HttpRequest): string | null =>
  authorizationFrom(request.headers.authorization ?? '')?.scheme ?? null;

const authorizationFrom = (text: string): Authorization | null => {
  const [scheme = '', ...rest] = text.trim().split(' ');
  return scheme === '' ? null : { scheme: scheme.toLowerCase(), credentials: rest.join(' ').trim() };
};
