import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { DatedCertificate } from '../../management/certificates/list-certificates.js';
import type { CertificateCommands, CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { limitMax, limitOption } from '../inputs.js';
import { allPages } from '../screen/all-pages.js';
import { certificateColumns } from '../screen/columns.js';
import type { Column } from '../screen/screen.js';

interface ListOptions {
  readonly limit?: number;
  readonly after?: string;
}

const columns: readonly Column<DatedCertificate>[] = [
  { head: 'id', cell: ({ id }) => id, whole: true },
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: 16, whole: true },
  { head: 'accounts', cell: ({ linkedTo }) => linkedTo.join(' ') },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'expires', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
  { head: 'revoked', cell: ({ revokedAt }) => revokedAt !== null },
];

/** `portaria certificate list`. */
export const addList = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const list = noun
    .command('list [account]')
    .description('list the certificates of an account, or all of them')
    .option(
      '--limit <number>',
      `without an account: list at most this many, up to ${String(limitMax)}`,
      limitOption,
    )
    .option('--after <id>', 'without an account: continue after this id')
    .action((account: string | undefined, options: ListOptions) =>
      account === undefined ? listAll(context, options) : listOf(context, account, options),
    );
  explain(list, {
    details: [
      'Without an account, the list has the certificates of all accounts and unlinked ones, in the order of their ids.',
    ],
    examples: ['portaria certificate list 7', 'portaria certificate list --limit 100 --after 1200'],
  });
};

const listOf = async (
  context: CliContext<CertificateCommands>,
  account: string,
  { limit, after }: ListOptions,
): Promise<void> => {
  const misplaced = limit !== undefined ? 'limit' : after !== undefined ? 'after' : null;
  if (misplaced !== null)
    throw new ManagementError(
      'invalid',
      `--${misplaced}: the list of one account is always complete. Leave out the account or --${misplaced}`,
      misplaced,
    );
  const { certificates, now } = await context.useCases().accounts.show.run(account);
  if (!context.screen().json(certificates)) context.screen().list(certificates, certificateColumns(now));
};

const listAll = async (
  context: CliContext<CertificateCommands>,
  { limit, after }: ListOptions,
): Promise<void> => {
  const { list } = context.useCases().certificates;
  const found = await (limit === undefined
    ? allPages((page) => list.run(page), after)
    : list.run({ ...(after !== undefined && { after }), limit: limit + 1 }));
  const shown = limit === undefined ? found : found.slice(0, limit);
  const screen = context.screen();
  if (screen.json(shown)) return;
  screen.list(shown, columns);
  const last = shown.at(-1);
  if (last && found.length > shown.length)
    screen.print(`There are more. For the next ones, add --after ${last.id}.`);
};
