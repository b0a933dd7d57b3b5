import { type Command, Option } from 'commander';
import { type Approval, type ApprovalState, approvalStates } from '../core/approvals/approval.js';
import type { ApprovalUseCases } from '../management/approvals/approval-use-cases.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { allPages } from './screen/all-pages.js';
import type { Column } from './screen/screen.js';

type Context = CliContext<ApprovalUseCases>;

/** `portaria approval`. */
export const addApprovalCommands = (program: Command, context: Context): void => {
  const noun = program
    .command('approval')
    .helpCommand(false)
    .description('show changes that wait for a second operator');
  addList(noun, context);
};

const columns: readonly Column<Approval>[] = [
  { head: 'request', cell: ({ id }) => id, whole: true },
  { head: 'change', cell: ({ action }) => action, whole: true },
  { head: 'asked by', cell: ({ askedBy, askedByName }) => `${askedByName} (account ${askedBy.accountId})` },
  { head: 'until', cell: ({ until }) => until, whole: true },
  { head: 'state', cell: ({ state }) => state, whole: true },
  { head: 'decided by', cell: ({ decidedBy }) => decidedBy?.name ?? null },
];

const addList = (noun: Command, context: Context): void => {
  const list = noun
    .command('list')
    .description('list changes that wait for approval, newest first')
    .addOption(
      new Option('--state <state>', 'list those in this state')
        .choices([...approvalStates])
        .default('pending'),
    )
    .action(async ({ state }: { readonly state: ApprovalState }) => {
      const found = await allPages(({ after = null, limit }) =>
        context.useCases().list.run({ state, before: after, limit }),
      );
      if (!context.screen().json(found.map(shown))) context.screen().list(found, columns);
    });
  explain(list, {
    details: [
      'Operators approve them in the console or by the admin API, with PORTARIA_APPROVAL=on. The command line itself needs no approval: it has ' +
        'the power of the server, and the audit trail names its person.',
    ],
    examples: ['portaria approval list', 'portaria approval list --state rejected'],
  });
};

/** Without the seal, which only the gateway uses. */
const shown = ({ seal: _, ...approval }: Approval): Omit<Approval, 'seal'> => approval;
