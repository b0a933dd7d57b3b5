import { Refusal } from '../core/refusal.js';
import type { HttpRequest } from './http.js';
import { timesSent } from './times-sent.js';

/** The header `Authorization`, RFC 9110 section 11.6.2. */
export interface Authorization {
  /** In lower case: the name of a scheme has no case. */
  readonly scheme: string;
  /** All that follows it, as it was sent. */
  readonly credentials: string;
}

/** `null`: there is none. Throws `Refusal('malformed_request')` for two. */
export const authorizationOf = (request: HttpRequest): Authorization | null => {
  if (timesSent(request, 'authorization') > 1)
    throw new Refusal('malformed_request', 'two Authorization headers', {
      problems: ['Authorization must be sent once'],
    });
  return authorizationFrom(request.headers.authorization ?? '');
};

/** The scheme by which somebody tried to say who he is, whatever else is wrong; `null`: by none. Never throws. */
export const schemeOf = (request: HttpRequest): string | null =>
  authorizationFrom(request.headers.authorization ?? '')?.scheme ?? null;

const authorizationFrom = (text: string): Authorization | null => {
  const [scheme = '', ...rest] = text.trim().split(' ');
  return scheme === '' ? null : { scheme: scheme.toLowerCase(), credentials: rest.join(' ').trim() };
};
