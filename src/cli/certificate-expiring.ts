import type { Command } from 'commander';
import type { DatedCertificate } from '../management/certificates/list-certificates.js';
import { allPages } from './all-pages.js';
import type { CertificateCommands, CliContext } from './cli-context.js';
import { explain } from './help.js';
import { daysOption, defaultExpiringDays, limitOption } from './inputs.js';
import type { Column } from './screen.js';

const columns: readonly Column<DatedCertificate>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: 16, whole: true },
  { head: 'accounts', cell: ({ linkedTo }) => linkedTo.join(' ') },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'valid to', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
];

/** `portaria certificate expiring`. */
export const addExpiringCertificates = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const expiring = noun
    .command('expiring')
    .description('list the certificates of all accounts that expire soon, the first to end first')
    .option('--days <days>', 'within so many days', daysOption, defaultExpiringDays)
    .option('--limit <number>', 'at most so many, up to 1000', limitOption)
    .action(async ({ days, limit }: { readonly days: number; readonly limit?: number }) => {
      const { list } = context.useCases().certificates;
      const all = await allPages((page) => list.run({ expiringWithinDays: days, ...page }));
      const sorted = all.toSorted((one, other) => one.notAfter.getTime() - other.notAfter.getTime());
      const shown = sorted.slice(0, limit);
      const screen = context.screen();
      if (screen.json(shown)) return;
      screen.list(shown, columns);
      if (all.length > shown.length) screen.print(`There are ${String(all.length)} in all.`);
    });
  explain(expiring, {
    details: [
      'Only those that an account has. Its next one may be linked already: see certificate list. What ended within the ' +
        'last 30 days and was not replaced is listed too, with negative days.',
    ],
    examples: ['portaria certificate expiring --days 14'],
  });
};
