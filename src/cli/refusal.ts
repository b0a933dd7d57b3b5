import type { Command } from 'commander';
import type { ExplainedRefusal } from '../management/explain-refusal.js';
import type { Desk } from './desk.js';
import type { Column } from './screen.js';

const columns: readonly Column<ExplainedRefusal>[] = [
  { head: 'at', cell: ({ refusal }) => refusal.at },
  { head: 'reason', cell: ({ refusal }) => refusal.reason },
  { head: 'what happened', cell: ({ explanation }) => explanation.happened },
  { head: 'detail', cell: ({ refusal }) => refusal.detail },
  { head: 'would have passed', cell: ({ explanation }) => explanation.wouldPass },
  { head: 'next', cell: ({ explanation }) => explanation.next },
  { head: 'contract', cell: ({ refusal }) => refusal.contract },
  { head: 'door', cell: ({ refusal }) => refusal.door },
  { head: 'account', cell: ({ refusal }) => refusal.accountId },
  { head: 'client id', cell: ({ refusal }) => refusal.clientId },
  { head: 'certificate', cell: ({ refusal }) => refusal.fingerprint },
  { head: 'address', cell: ({ refusal }) => refusal.address },
];

/** `portaria refusal`. */
export const addRefusalCommands = (program: Command, desk: Desk): void => {
  program
    .command('refusal')
    .helpCommand(false)
    .description('why a request got no token: show')
    .command('show <request-id>')
    .description('tell the true cause of a refusal, what would have passed, and what to do')
    .addHelpText(
      'after',
      `
The request id is requestId in the body of the answer, and its header
X-Request-Id.

Example:
  portaria refusal show 5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65`,
    )
    .action(async (requestId: string) => {
      const screen = desk.screen();
      const found = await desk.house.management().explainRefusal.run(requestId);
      if (screen.json(found.map(({ refusal, explanation }) => ({ ...refusal, ...explanation })))) return;
      if (desk.house.terminal.columns === null) {
        screen.list(found, columns);
        return;
      }
      for (const [place, one] of found.entries()) {
        if (place > 0) screen.heading('');
        screen.record(one, columns);
      }
    });
};
