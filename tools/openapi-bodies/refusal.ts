import { z } from 'zod';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import type { StoredRefusal } from '../../src/core/refusals/refusal-records.js';
import type { Wire } from '../openapi/wire.js';
import { digits, fingerprint, id, time } from './fields.js';

/** A rejected token request, with its explanation. */
export const refusal = z
  .object({
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
    happened: z.string(),
    wouldPass: z.string(),
    next: z.string(),
  })
  .meta({ id: 'Refusal' }) satisfies z.ZodType<Wire<StoredRefusal>>;
