import { z } from 'zod';
import { Secret } from '../core/credentials/secret.js';

const scopes = z.array(z.string());
const customPassword = z.string().transform((text) => new Secret(text));

export const newRealmUser = z.strictObject({
  username: z.string(),
  password: customPassword.exactOptional(),
  scopes: scopes.exactOptional(),
});

/** `null` gives the user all scopes of the account. */
export const realmUserChanges = z.strictObject({ scopes: scopes.nullable() });

export const newRealmPassword = z.strictObject({ password: customPassword.exactOptional() });
