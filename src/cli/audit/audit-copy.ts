import { z } from 'zod';
import { accountIdFrom, clientIdFrom } from '../../core/shared/ids.js';
import { jsonOrNull } from '../../core/shared/json-object.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { AuditPart } from '../../management/audit/export-audit.js';
import { noRoomFor } from '../failure.js';
import type { Terminal } from '../screen/terminal.js';

/** The format is described in docs/reference/audit-format.md. */
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
const begin = z.strictObject({ format: z.literal(format), from: z.strictObject({ id: number, hash }) });
const end = z.strictObject({
  format: z.literal(format),
  head: z.strictObject({ id: number, hash }).nullable(),
});

/** Returns one line of a copy. */
export const copyLine = (part: AuditPart): string =>
  JSON.stringify('event' in part ? part.event : { format, ...part });

/** Returns `null` when the line is not one of a copy. */
export const readCopyLine = (line: string): AuditPart | null => {
  const json = jsonOrNull(line);
  const asEvent = event.safeParse(json);
  if (asEvent.success) return { event: asEvent.data };
  const asBegin = begin.safeParse(json);
  if (asBegin.success) return { from: asBegin.data.from };
  const asEnd = end.safeParse(json);
  return asEnd.success ? { head: asEnd.data.head } : null;
};

/** Reads the parts of copies, one file after the other. Throws `ManagementError`. */
export async function* partsOf(
  terminal: Pick<Terminal, 'linesOf'>,
  files: readonly string[],
): AsyncGenerator<AuditPart | null> {
  for (const file of files) {
    try {
      for await (const line of terminal.linesOf(file)) yield readCopyLine(line);
    } catch (cause) {
      throw fileProblem(file, cause);
    }
  }
}

/** Says what is wrong with a file that cannot be used. */
export const fileProblem = (path: string, cause: unknown): unknown => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const problem = new Map([
    ['EEXIST', `${path} already exists and is not overwritten. Name another file`],
    ['ENOENT', `${path} does not exist`],
    ['EISDIR', `${path} is a folder, not a file`],
    ['EACCES', `you have no permission for ${path}`],
  ]).get(code);
  if (problem) return new ManagementError('invalid', `file: ${problem}`, 'file', { cause });
  return noRoomFor(path, cause) ?? cause;
};
