/** The headers of responses that clients may read. */
import { z } from 'zod';

const seconds = z.string().regex(/^[0-9]+$/);
const days = z.string().regex(/^[0-9]+$/);

export const requestIdHeader = {
  'X-Request-Id': z.string().meta({
    description: 'The id of the request. Quote it when you ask the operator for help.',
    examples: ['00112233445566778899aabbccddeeff'],
  }),
};

export const retryAfterHeader = {
  'Retry-After': seconds.meta({ description: 'Seconds to wait before you try again.', examples: ['3'] }),
};

export const challengeHeader = {
  'WWW-Authenticate': z.string().optional().meta({ description: 'RFC 9110 section 11.6.1.' }),
};

/** Of every response to a client that was authenticated. */
export const expiryHeaders = {
  'X-Certificate-Expires-In-Days': days.optional().meta({
    description: 'Whole days until the presented certificate expires. Sent only in the last 30 days.',
    examples: ['6'],
  }),
  'X-Secret-Expires-In-Days': days.optional().meta({
    description: 'Whole days until the secret that you used expires. Sent only in the last 30 days.',
    examples: ['6'],
  }),
};

export const cacheControlHeader = {
  'Cache-Control': z
    .string()
    .meta({ description: 'How long you may cache it.', examples: ['public, max-age=300'] }),
};
