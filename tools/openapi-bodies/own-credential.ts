import { z } from 'zod';
import { credential, credentialShape, secretShape } from './credential.js';
import { texts } from './fields.js';

/** A credential of the caller's account. */
const withMarks = z.strictObject({
  ...credentialShape,
  secrets: z.array(
    z.strictObject({
      ...secretShape,
      ofThisToken: z
        .boolean()
        .meta({ description: 'Whether the token of this request was obtained with it.' }),
    }),
  ),
});
export const ownCredential = withMarks.meta({ id: 'OwnCredential' });

const next = texts.meta({ description: 'What to do next, in order, each step with its call.' });
export const ownNewKeySet = withMarks.extend({ next }).meta({ id: 'OwnCredentialWithNext' });
export const ownNewSecret = z.strictObject({
  clientId: z.string(),
  clientSecret: z.string().optional().meta({ description: 'The generated secret. It is shown once.' }),
  secretAlreadyShown: z.literal(true).optional(),
  hint: z.string().optional(),
  credential,
  next,
});
