import { z } from 'zod';
import { instant } from '../http/problem-api/instant.js';
import { customSecretField } from '../http/problem-api/secret-fields.js';

/** The body that creates a credential. */
export const newCredential = z.strictObject({
  label: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  clientSecret: customSecretField.exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  expiresAt: instant.exactOptional(),
  contracts: z.array(z.strictObject({ contract: z.string(), policy: z.string() })).exactOptional(),
});

/** The body of a contract decision; the policy is a certificate policy, or `off`. */
export const contractPolicyInput = z.strictObject({ contract: z.string(), policy: z.string() });
