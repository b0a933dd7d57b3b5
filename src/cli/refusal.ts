import type { Command } from 'commander';
import { ManagementError } from '../core/shared/management-error.js';
import type { ExplainedRefusal } from '../management/refusals/explain-refusal.js';
import type { RefusalUseCases } from '../management/refusals/refusal-use-cases.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { instantOption, limitMax, limitOption } from './inputs.js';
import { commandAfter } from './next-step.js';
import type { Column } from './screen/screen.js';

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
  'request id: no rejected request is recorded for it. Possible reasons: the request was not rejected; NGINX answered it ' +
  '(429, 413 and others: see its access log); it was a call to a protected API without a token of the gateway, or with a ' +
  'path or method that no rule has, or beyond the 1000 of its account that day (those are only logged: search the log of the ' +
  'application for the request id); it is older than PORTARIA_REFUSAL_RETENTION_DAYS; or it is less than a second old: try again';

/** `portaria refusal`. */
export const addRefusalCommands = (program: Command, context: CliContext<RefusalUseCases>): void => {
  const noun = program
    .command('refusal')
    .helpCommand(false)
    .description('find out why a request was rejected');
  addList(noun, context);
  const show = noun
    .command('show <request-id>')
    .description('show why a request was rejected, and what to do')
    .action((requestId: string) => showRefusal(context, requestId));
  explain(show, {
    details: ['The request id is requestId in the response body, and the response header X-Request-Id.'],
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
    .description('list the rejected requests of an account, newest first')
    .option('--since <instant>', 'start of the period: 2026-11-21 or 2026-11-21T14:00:00Z', instantOption)
    .option('--until <instant>', 'end of the period (exclusive)', instantOption)
    .option('--limit <number>', `list at most this many, up to ${String(limitMax)}`, limitOption, listUsual)
    .action(async (account: string, options: RefusalListOptions) => {
      const found = await context.useCases().list.run({ account, ...options });
      const data = found.map(({ refusal, explanation }) => ({ ...refusal, ...explanation }));
      const isNarrow = context.screen().isNarrowerThan(wideColumns);
      if (!context.screen().json(data)) context.screen().list(found, isNarrow ? narrowColumns : listColumns);
    });
  explain(list, {
    details: ['A request with an unknown client id belongs to no account: find it by its request id.'],
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
  if (context.platform.terminal.columns === null) {
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
