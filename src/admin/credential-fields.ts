import { z } from 'zod';
import { instant } from '../http/problem-details/instant.js';
import { timedPageFields } from '../http/problem-details/page.js';
import { customSecretField } from '../http/problem-details/secret-fields.js';
import { expiringDays } from './expiring-days.js';

/** The body that creates a credential. */
export const newCredential = z.strictObject({
  label: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  clientSecret: customSecretField.exactOptional(),
  scopes: z.array(z.string()).exactOptional(),
  expiresAt: instant.exactOptional(),
  contracts: z.array(z.strictObject({ contract: z.string(), policy: z.string() })).exactOptional(),
});

/** The body that registers a key: exactly one of them, in the words of RFC 7591 and RFC 8705. */
export const newRegisteredKey = z.strictObject({
  jwks: z.looseObject({ keys: z.array(z.unknown()) }).exactOptional(),
  jwksUri: z.string().exactOptional(),
  tlsClientAuthSubjectDn: z.string().exactOptional(),
});

/** The body of a contract decision; the policy is a certificate policy, or `off`. */
export const contractPolicyInput = z.strictObject({ contract: z.string(), policy: z.string() });

/** The query of the credentials of which something ends soon. */
export const expiringCredentialsQuery = z.strictObject({
  expiringWithinDays: expiringDays,
  ...timedPageFields,
});
