import { z } from 'zod';
import type { AuditVerification } from '../../src/management/audit/audit-verification.js';
import type { ListedEvent } from '../../src/management/audit/list-audit.js';
import type { Wire } from '../openapi/wire.js';
import { digits, id, json, texts } from './fields.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const position = z.strictObject({ id: digits, hash });
/** An audit event, in the order of docs/reference/audit-format.md. */
export const auditEvent = z
  .object({
    id: digits,
    at: z.string().meta({ examples: ['2026-11-29T12:00:00.123456Z'] }),
    actor: z.strictObject({
      kind: z.string(),
      name: z.string(),
      accountId: id.nullable(),
      clientId: z.string().nullable(),
    }),
    action: z.string(),
    targets: texts,
    outcome: z.enum(['done', 'refused']),
    reason: z.string().nullable(),
    before: json.meta({ description: 'The fields that differ, by target. Null if nothing differs.' }),
    after: json.meta({ description: 'The fields that differ, by target. Null if nothing differs.' }),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
    previousHash: hash,
    hash,
  })
  .meta({ id: 'AuditEvent' }) satisfies z.ZodType<Omit<Wire<ListedEvent>, 'recordedAction'>>;
export const auditVerification = z
  .object({
    valid: z.boolean(),
    broken: z
      .object({ id: digits, problem: z.enum(['changed', 'removed', 'inserted']), why: z.string() })
      .nullable(),
    head: position,
    anchor: position,
    checkpointAt: z
      .string()
      .nullable()
      .meta({ description: 'When the event of `checkpoint` was recorded. Null without a checkpoint.' }),
    unexplained: z
      .array(
        z.strictObject({
          target: z.string(),
          what: z.string(),
          recorded: z.string().nullable(),
          found: z.string(),
        }),
      )
      .nullable(),
  })
  .meta({ id: 'AuditVerification' }) satisfies z.ZodType<Wire<AuditVerification>>;
