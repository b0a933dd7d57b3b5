import { z } from 'zod';
import { accountIdFrom, clientIdFrom } from '../core/shared/ids.js';
import type { AuditPart } from '../management/audit/export-audit.js';

/** The format is described in docs/audit.md. */
const format = 'portaria-audit-1';

const optional = z.string().nullable();
const number = z.string().regex(/^-?\d{1,19}$/);
/** A text that is no id at all must not be mistaken for an id that is missing. */
const idBy = <Id>(idFrom: (text: string) => Id | null) =>
  z
    .string()
    .transform((text, context): Id => {
      const id = idFrom(text);
      if (id !== null) return id;
      context.addIssue('not an id');
      return z.NEVER;
    })
    .nullable();
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const event = z.strictObject({
  id: number,
  at: z.string(),
  actor: z.strictObject({
    kind: z.string(),
    name: z.string(),
    accountId: idBy(accountIdFrom),
    clientId: idBy(clientIdFrom),
  }),
  action: z.string(),
  targets: z.array(z.string()),
  outcome: z.enum(['done', 'refused']),
  reason: optional,
  before: optional,
  after: optional,
  requestId: optional,
  address: optional,
  previousHash: hash,
  hash,
});
const end = z.strictObject({
  format: z.literal(format),
  head: z.strictObject({ id: number, hash }).nullable(),
});

/** Returns one line of a copy. */
export const copyLine = (part: AuditPart): string =>
  JSON.stringify('event' in part ? part.event : { format, head: part.head });

/** Returns `null` when the line is not one of a copy. */
export const readCopyLine = (line: string): AuditPart | null => {
  const json = parsed(line);
  const asEvent = event.safeParse(json);
  if (asEvent.success) return { event: asEvent.data };
  const asEnd = end.safeParse(json);
  return asEnd.success ? { head: asEnd.data.head } : null;
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};
