import { z } from 'zod';
import { Secret } from '../../core/credentials/secret.js';

/** A custom secret, chosen by the caller. */
export const customSecretField = z.string().transform((text) => new Secret(text));

/** The input for adding a secret. */
export const newSecret = z.strictObject({
  clientSecret: customSecretField.exactOptional(),
  overlapSeconds: z.number().exactOptional(),
});

export const forceQuery = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
});
