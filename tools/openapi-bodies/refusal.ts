import { z } from 'zod';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import type { StoredRefusal } from '../../src/core/refusals/refusal-records.js';
import type { Wire } from '../openapi/wire.js';
import { digits, fingerprint, id, time } from './fields.js';

/** Why a request was rejected, in words. */
const explanationShape = { happened: z.string(), wouldPass: z.string(), next: z.string() };

const withExplanation = z.object({
  id: digits,
  at: time,
  requestId: z.string(),
  contract: z.string(),
  listener: z.string(),
  reason: z.union([z.enum(refusalReasons), z.string()]),
  detail: z.string(),
  clientId: z.string().nullable(),
  accountId: id.nullable(),
  fingerprint: fingerprint.nullable(),
  certificate: z.strictObject({ subject: z.string(), notBefore: time, notAfter: time }).nullable(),
  address: z.string().nullable(),
  ...explanationShape,
}) satisfies z.ZodType<Wire<StoredRefusal>>;

/** A rejected token request, with its explanation for the merchant. */
export const ownRefusal = withExplanation.meta({ id: 'OwnRefusal' });

/** A rejected token request, with its explanation for operators and for merchants. */
export const refusal = withExplanation
  .extend({
    forMerchant: z.object(explanationShape).meta({
      description: 'The same for the merchant: it names nothing that only an operator can see or do.',
    }),
  })
  .meta({ id: 'Refusal' });
