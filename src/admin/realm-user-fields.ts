import { z } from 'zod';
import { Secret } from '../core/credentials/secret.js';

const customPassword = z.string().transform((text) => new Secret(text));

export const newRealmUser = z.strictObject({
  username: z.string(),
  password: customPassword.exactOptional(),
});

export const newRealmPassword = z.strictObject({ password: customPassword.exactOptional() });
