import { z } from 'zod';
import type { ChangeEffect } from '../../src/core/shared/dry-run.js';
import type { Wire } from '../openapi/wire.js';
import { fingerprint, id, json, texts, time } from './fields.js';

const counts = z.strictObject({ before: z.int(), after: z.int() });
/** What a change would do. */
export const dryRun = z
  .strictObject({
    dryRun: z.literal(true),
    action: z.string().meta({ examples: ['account.suspend'] }),
    targets: texts,
    before: json.meta({ description: 'The fields that differ, by target.' }),
    after: json,
    endsTokens: z.boolean(),
    accounts: z
      .array(
        z.strictObject({
          id,
          name: z.string(),
          lastUsedAt: time.nullable(),
          usableCredentials: counts,
          usableCertificates: counts,
        }),
      )
      .meta({ description: 'The accounts that lose something, at most 50.' }),
    certificates: z.array(
      z.strictObject({
        fingerprint,
        subject: z.string(),
        notAfter: time,
        linkedTo: z.array(id),
        lastUsedAt: time.nullable(),
      }),
    ),
  })
  .meta({ id: 'DryRun' }) satisfies z.ZodType<Omit<Wire<ChangeEffect>, 'action' | 'before' | 'after'>>;
