import { z } from 'zod';
import { Secret } from '../../core/secret.js';

/** A secret that somebody chose. */
export const chosenSecret = z.string().transform((text) => new Secret(text));

/** What a secret is added with. */
export const newSecret = z.strictObject({
  clientSecret: chosenSecret.exactOptional(),
  overlapSeconds: z.number().exactOptional(),
});

export const retirementQuery = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
});
