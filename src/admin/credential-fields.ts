import { z } from 'zod';
import { instant } from '../http/problem-api/instant.js';
import { customSecretField } from '../http/problem-api/secret-fields.js';

/** What a credential is issued with. */
export const newCredential = z.strictObject({
  label: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  clientSecret: customSecretField.exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  expiresAt: instant.exactOptional(),
  contracts: z.array(z.strictObject({ contract: z.string(), policy: z.string() })).exactOptional(),
});

/** A certificate policy, or `off`. */
export const contractDecision = z.strictObject({ contract: z.string(), policy: z.string() });
