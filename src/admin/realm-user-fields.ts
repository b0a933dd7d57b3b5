import { z } from 'zod';
import { Secret } from '../core/secret.js';

const chosenPassword = z.string().transform((text) => new Secret(text));

export const newRealmUser = z.strictObject({
  username: z.string(),
  password: chosenPassword.exactOptional(),
});

export const newPassword = z.strictObject({ password: chosenPassword.exactOptional() });
