import { z } from 'zod';
import { type RingKey, signingAlgorithms } from '../../src/core/keys/signing-key.js';
import type { PepperUse } from '../../src/management/credentials/pepper-status.js';
import type { Wire } from '../openapi/wire.js';
import { time } from './fields.js';

export const signingKey = z
  .object({
    kid: z.string(),
    algorithm: z.enum(signingAlgorithms),
    use: z.enum(['merchant', 'operator']),
    state: z.enum(['next', 'active', 'retiring', 'retired']),
    createdAt: time,
    activatesAt: time,
    retiresAt: time.nullable(),
    revokedAt: time.nullable(),
  })
  .meta({ id: 'SigningKey' }) satisfies z.ZodType<Wire<RingKey>>;
export const revokedKey = z.strictObject({ revoked: signingKey, successor: signingKey.nullable() });

export const pepper = z
  .object({
    pepper: z.string().nullable(),
    state: z.enum(['current', 'previous', 'unknown', 'unpeppered']),
    secrets: z.int(),
  })
  .meta({ id: 'Pepper' }) satisfies z.ZodType<Wire<PepperUse>>;
