import type { Command } from 'commander';
import { ManagementError } from '../core/shared/management-error.js';
import type { ExplainedRefusal } from '../management/refusals/explain-refusal.js';
import type { RefusalUseCases } from '../management/refusals/refusal-use-cases.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { instantOption, limitMax, limitOption } from './inputs.js';
import { commandAfter } from './next-step.js';
import type { Column } from './screen.js';

const columns: readonly Column<ExplainedRefusal>[] = [
  { head: 'at', cell: ({ refusal }) => refusal.at },
  { head: 'reason', cell: ({ refusal }) => refusal.reason },
  { head: 'what happened', cell: ({ explanation }) => explanation.happened, prose: true },
  { head: 'detail', cell: ({ refusal }) => refusal.detail, prose: true },
  { head: 'would have passed', cell: ({ explanation }) => explanation.wouldPass, prose: true },
  { head: 'next', cell: ({ explanation }) => explanation.next, prose: true },
  { head: 'command', cell: ({ refusal }) => commandAfter(refusal) },
  { head: 'contract', cell: ({ refusal }) => refusal.contract },
  { head: 'listener', cell: ({ refusal }) => refusal.listener },
  { head: 'account', cell: ({ refusal }) => refusal.accountId },
  { head: 'client id', cell: ({ refusal }) => refusal.clientId },
  { head: 'certificate', cell: ({ refusal }) => refusal.fingerprint },
  { head: 'subject', cell: ({ refusal }) => refusal.certificate?.subject ?? null },
  { head: 'valid from', cell: ({ refusal }) => refusal.certificate?.notBefore ?? null },
  { head: 'valid to', cell: ({ refusal }) => refusal.certificate?.notAfter ?? null },
  { head: 'address', cell: ({ refusal }) => refusal.address },
];

const nothingKept =
  'request id: no refusal is kept for it. Either the request was not refused (it got its token or its answer), or ' +
  'NGINX itself answered (429, 413 and the like: see its access log), or it was a call to a protected API ' +
  'without a token of the gateway, or by a path or method that no rule has, or one of more than 1000 of its account that day ' +
  "(they are logged and not recorded; look for the request id in the application's log), " +
  'or the refusal is some weeks old. One of just now is written within a second: ask again';

/** `portaria refusal`. */
export const addRefusalCommands = (program: Command, context: CliContext<RefusalUseCases>): void => {
  const noun = program
    .command('refusal')
    .helpCommand(false)
    .description('why a request got no token: show, list');
  addList(noun, context);
  const show = noun
    .command('show <request-id>')
    .description('tell the true cause of a refusal, what would have passed, and what to do')
    .action((requestId: string) => showRefusal(context, requestId));
  explain(show, {
    details: ['The request id is requestId in the body of the answer, and its header X-Request-Id.'],
    examples: ['portaria refusal show 5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65'],
  });
};

const listUsual = 200;

interface RefusalListOptions {
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
}

const addList = (noun: Command, context: CliContext<RefusalUseCases>): void => {
  const list = noun
    .command('list <account>')
    .description('list why an account was refused, newest first')
    .option('--since <instant>', 'not before, as 2026-11-21 or 2026-11-21T14:00:00Z', instantOption)
    .option('--until <instant>', 'before this instant', instantOption)
    .option('--limit <number>', `at most so many, up to ${String(limitMax)}`, limitOption, listUsual)
    .action(async (account: string, options: RefusalListOptions) => {
      const found = await context.useCases().list.run({ account, ...options });
      const data = found.map(({ refusal, explanation }) => ({ ...refusal, ...explanation }));
      const isNarrow = context.screen().isNarrowerThan(wideColumns);
      if (!context.screen().json(data)) context.screen().list(found, isNarrow ? narrowColumns : listColumns);
    });
  explain(list, {
    details: ['A request whose client id is unknown is of no account.'],
    examples: ['portaria refusal list 7 --since 2026-11-21'],
  });
};

const wideColumns = 130;

/** `refusal show` takes the request id, and shows the rest. */
const narrowColumns: readonly Column<ExplainedRefusal>[] = [
  { head: 'at', cell: ({ refusal }) => refusal.at, short: 19, whole: true },
  { head: 'request id', cell: ({ refusal }) => refusal.requestId, whole: true },
  { head: 'reason', cell: ({ refusal }) => refusal.reason },
];

const listColumns: readonly Column<ExplainedRefusal>[] = [
  { head: 'at', cell: ({ refusal }) => refusal.at },
  { head: 'request id', cell: ({ refusal }) => refusal.requestId, whole: true },
  { head: 'reason', cell: ({ refusal }) => refusal.reason },
  { head: 'client id', cell: ({ refusal }) => refusal.clientId },
  { head: 'address', cell: ({ refusal }) => refusal.address },
];

const showRefusal = async (context: CliContext<RefusalUseCases>, requestId: string): Promise<void> => {
  const screen = context.screen();
  const found = await explained(context, requestId);
  if (screen.json(objectOf(found))) return;
  if (context.host.terminal.columns === null) {
    screen.list(found, columns);
    return;
  }
  for (const [index, one] of found.entries()) {
    if (index > 0) screen.heading('');
    screen.record(one, columns);
  }
};

/** One object: a request is refused once, unless NGINX asked a second process. */
const objectOf = (found: readonly ExplainedRefusal[]): object => {
  const [first, ...others] = found.map(({ refusal, explanation }) => ({
    ...refusal,
    ...explanation,
    command: commandAfter(refusal),
  }));
  return { ...first, ...(others.length > 0 && { others }) };
};

const explained = async (
  context: CliContext<RefusalUseCases>,
  requestId: string,
): Promise<readonly ExplainedRefusal[]> => {
  try {
    return await context.useCases().explain.run(requestId);
  } catch (error) {
    if (!(error instanceof ManagementError) || error.code !== 'not_found') throw error;
    throw new ManagementError('not_found', nothingKept, error.field, { cause: error });
  }
};
