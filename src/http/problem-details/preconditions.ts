import type { HttpRequest } from '../http-messages.js';
import { InvalidRequest } from './invalid-request.js';

/**
 * Reads the expected version of the account from `If-Match` (RFC 9110 section 13.1.1); `null` for
 * any version. Accepts one tag, in the form that every answer about an account carries.
 */
export const expectedVersion = (request: HttpRequest): number | null => {
  const { 'if-match': text } = request.headers;
  if (text === undefined || text.trim() === '*') return null;
  const [, version] = /^"([1-9][0-9]{0,9})"$/.exec(text.trim()) ?? [];
  if (version !== undefined) return Number(version);
  throw header('If-Match', 'must be an ETag of the account, such as "3", or *');
};

/**
 * Reads the idempotency key; `null` when there is none, and then a repeat makes the change again.
 */
export const idempotencyKey = (request: HttpRequest): string | null => {
  const { 'idempotency-key': text } = request.headers;
  if (text === undefined) return null;
  if (typeof text === 'string' && /^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw header('Idempotency-Key', 'must be 1 to 255 visible ASCII characters, sent once');
};

const header = (field: string, message: string): InvalidRequest => new InvalidRequest([{ field, message }]);
