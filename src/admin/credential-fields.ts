import { z } from 'zod';
import { Secret } from '../core/secret.js';
import { instant } from './instant.js';

const chosenSecret = z.string().transform((text) => new Secret(text));

/** What a credential is issued with. */
export const newCredential = z.strictObject({
  label: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  clientSecret: chosenSecret.exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  expiresAt: instant.exactOptional(),
  contracts: z.array(z.strictObject({ contract: z.string(), policy: z.string() })).exactOptional(),
});

/** What a secret is added with. */
export const newSecret = z.strictObject({
  clientSecret: chosenSecret.exactOptional(),
  overlapSeconds: z.number().exactOptional(),
});

/** A certificate policy, or `off`. */
export const contractDecision = z.strictObject({ contract: z.string(), policy: z.string() });

export const retirementQuery = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
});
