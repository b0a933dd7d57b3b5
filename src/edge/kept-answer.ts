import type { HttpReply, HttpRequest } from './http.js';

/** How long, and under which tag, an answer may be kept by whoever asked; everything else is `no-store`. */
export interface Keeping {
  readonly maxAgeSeconds: number;
  readonly tag: string;
}

/**
 * Says that an answer may be kept. `true`: the caller has it already (RFC 9110 section 13.1.2), and gets a 304 without a body.
 */
export const mayBeKept = (
  request: HttpRequest,
  reply: HttpReply,
  { maxAgeSeconds, tag }: Keeping,
): boolean => {
  const quoted = `"${tag}"`;
  void reply.headers({ 'Cache-Control': `public, max-age=${String(maxAgeSeconds)}`, ETag: quoted });
  const asked = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''));
  const isKnown = asked.includes(quoted) || asked.includes('*');
  if (isKnown) void reply.status(304);
  return isKnown;
};
