import { z } from 'zod';
import { inspectionShape, linkedCertificateShape } from './certificate.js';
import { daysLeft, fingerprint, texts } from './fields.js';

const next = texts.meta({ description: 'What to do next, in order, each step with its call.' });

/** A certificate of the caller's account. */
export const ownCertificate = z
  .object({
    ...linkedCertificateShape,
    daysLeft,
    presented: z.boolean().meta({ description: 'Whether this request presented it.' }),
  })
  .meta({ id: 'OwnCertificate' });

export const addedOwnCertificate = z
  .object({
    ...inspectionShape,
    trusted: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether a client CA signed it. Null if that is unknown.' }),
    pem: z.string().optional().meta({ description: 'Only for a certificate that the gateway signed.' }),
    chain: z.string().optional(),
    next,
  })
  .omit({ problems: true })
  .meta({ id: 'AddedCertificate' });

export const unlinkedOwn = z.strictObject({ fingerprint, linked: z.literal(false) });
