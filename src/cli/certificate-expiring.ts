import { type Command, InvalidArgumentError } from 'commander';
import type { DatedCertificate } from '../management/certificates/list-certificates.js';
import type { CertificateCommands, CliContext } from './cli-context.js';
import { explain } from './help.js';
import type { Column } from './screen.js';

const daysStandard = 30;

const columns: readonly Column<DatedCertificate>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: 16, whole: true },
  { head: 'accounts', cell: ({ linkedTo }) => linkedTo.join(' ') },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'valid to', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
];

/** `portaria certificate expiring`. */
export const addExpiring = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const expiring = noun
    .command('expiring')
    .description('list the certificates of all accounts that expire soon, the first to end first')
    .option('--days <days>', 'within so many days', wholeDays, daysStandard)
    .action(async ({ days }: { readonly days: number }) => {
      const all = await context.useCases().certificates.list.run({ expiringWithinDays: days });
      const found = all.toSorted((one, other) => one.notAfter.getTime() - other.notAfter.getTime());
      if (!context.screen().json(found)) context.screen().list(found, columns);
    });
  explain(expiring, {
    details: ['Only those that an account has. Its next one may be linked already: see certificate list.'],
    examples: ['portaria certificate expiring --days 14'],
  });
};

const wholeDays = (text: string): number => {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Write it like 30.');
  return Number(text);
};
