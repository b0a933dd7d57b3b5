import type { HttpReply, HttpRequest } from './http-messages.js';

/**
 * How long, and under which tag, a client or cache may store an answer; every other answer is
 * `no-store`.
 */
export interface CachePolicy {
  readonly maxAgeSeconds: number;
  readonly tag: string;
}

/**
 * Marks an answer as cacheable. Returns `true` when the caller already has it (RFC 9110 section
 * 13.1.2); the status is then 304, without a body.
 */
export const markCacheable = (
  request: HttpRequest,
  reply: HttpReply,
  { maxAgeSeconds, tag }: CachePolicy,
): boolean => {
  const quoted = `"${tag}"`;
  void reply.headers({ 'Cache-Control': `public, max-age=${String(maxAgeSeconds)}`, ETag: quoted });
  const requested = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''));
  const isKnown = requested.includes(quoted) || requested.includes('*');
  if (isKnown) void reply.status(304);
  return isKnown;
};
