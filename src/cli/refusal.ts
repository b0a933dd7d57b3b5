import type { Command } from 'commander';
import { ManagementError } from '../core/management-error.js';
import type { ExplainedRefusal } from '../management/explain-refusal.js';
import type { Desk } from './desk.js';
import { explain } from './help.js';
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
  { head: 'door', cell: ({ refusal }) => refusal.door },
  { head: 'account', cell: ({ refusal }) => refusal.accountId },
  { head: 'client id', cell: ({ refusal }) => refusal.clientId },
  { head: 'certificate', cell: ({ refusal }) => refusal.fingerprint },
  { head: 'address', cell: ({ refusal }) => refusal.address },
];

const nothingKept =
  'request id: no refusal is kept for it. Either the request was not refused (it got its token or its answer), or ' +
  'NGINX itself answered (429, 413 and the like: see its access log), or the refusal is some weeks old. One of just ' +
  'now is written within a second: ask again';

/** `portaria refusal`. */
export const addRefusalCommands = (program: Command, desk: Desk): void => {
  const show = program
    .command('refusal')
    .helpCommand(false)
    .description('why a request got no token: show')
    .command('show <request-id>')
    .description('tell the true cause of a refusal, what would have passed, and what to do')
    .action((requestId: string) => showRefusal(desk, requestId));
  explain(show, {
    says: ['The request id is requestId in the body of the answer, and its header X-Request-Id.'],
    examples: ['portaria refusal show 5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65'],
  });
};

const showRefusal = async (desk: Desk, requestId: string): Promise<void> => {
  const screen = desk.screen();
  const found = await explained(desk, requestId);
  const data = found.map(({ refusal, explanation }) => ({
    ...refusal,
    ...explanation,
    command: commandAfter(refusal),
  }));
  if (screen.json(data)) return;
  if (desk.house.terminal.columns === null) {
    screen.list(found, columns);
    return;
  }
  for (const [place, one] of found.entries()) {
    if (place > 0) screen.heading('');
    screen.record(one, columns);
  }
};

const explained = async (desk: Desk, requestId: string): Promise<readonly ExplainedRefusal[]> => {
  try {
    return await desk.management().explainRefusal.run(requestId);
  } catch (error) {
    if (!(error instanceof ManagementError) || error.code !== 'not_found') throw error;
    throw new ManagementError('not_found', nothingKept, error.field, { cause: error });
  }
};
