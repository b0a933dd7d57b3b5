import { z } from 'zod';
import { texts, time } from './fields.js';

export const renewedToken = z
  .strictObject({
    accessToken: z.string().meta({ description: 'Replaces the token that was sent.' }),
    expiresInSeconds: z.int(),
    scopes: texts,
    signedInAt: time,
    sessionEndsInSeconds: z
      .int()
      .meta({ description: 'After that, sign in again with the secret. No renewal moves it.' }),
  })
  .meta({ id: 'RenewedToken' });
