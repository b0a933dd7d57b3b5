/** The headers of responses that clients may read. */
import { z } from 'zod';

const seconds = z.string().regex(/^[0-9]+$/);
const days = z.string().regex(/^[0-9]+$/);

export const requestIdHeader = {
  'X-Request-Id': z.string().meta({
    description: 'The id of the request: quote it to the operator.',
    examples: ['00112233445566778899aabbccddeeff'],
  }),
};

export const retryAfterHeader = {
  'Retry-After': seconds.meta({ description: 'Seconds to wait before the next try.', examples: ['3'] }),
};

export const challengeHeader = {
  'WWW-Authenticate': z.string().optional().meta({ description: 'RFC 9110 section 11.6.1.' }),
};

/** Of every response to a client that was authenticated. */
export const expiryHeaders = {
  'X-Certificate-Expires-In-Days': days.optional().meta({
    description: 'Whole days until the presented certificate expires: only within 30 days of it.',
    examples: ['6'],
  }),
  'X-Secret-Expires-In-Days': days.optional().meta({
    description: 'Whole days until the secret that was used expires: only within 30 days of it.',
    examples: ['6'],
  }),
};

export const cacheControlHeader = {
  'Cache-Control': z
    .string()
    .meta({ description: 'How long it may be kept.', examples: ['public, max-age=300'] }),
};
