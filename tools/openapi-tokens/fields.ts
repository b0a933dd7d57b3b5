/** The fields of requests that several contracts have. */
import { z } from 'zod';

export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{3,64}$/)
  .meta({ examples: ['account-7-1a2b3c4d'] });
export const clientSecret = z
  .string()
  .regex(/^[\x20-\x7e]{8,64}$/)
  .meta({ format: 'password' });
export const scope = z
  .string()
  .optional()
  .meta({
    description: 'Scopes separated by one space. Without this field, the token has all scopes of the client.',
    examples: ['pix:read'],
  });
export const accessToken = z.string().meta({ description: 'A JWT.' });
export const lifetime = z
  .int()
  .positive()
  .meta({ description: 'Seconds.', examples: [1800] });
