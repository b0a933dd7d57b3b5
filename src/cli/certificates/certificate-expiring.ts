import type { Command } from 'commander';
import type { DatedCertificate } from '../../management/certificates/list-certificates.js';
import type { CertificateCommands, CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { allPages } from '../screen/all-pages.js';
import { addExpiringList } from '../screen/expiring-list.js';
import type { Column } from '../screen/screen.js';

const columns: readonly Column<DatedCertificate>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: 16, whole: true },
  { head: 'accounts', cell: ({ linkedTo }) => linkedTo.join(' ') },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'expires', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
];

/** `portaria certificate expiring`. */
export const addExpiringCertificates = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const expiring = addExpiringList(noun, context, {
    description: 'list certificates that expire soon, earliest first',
    columns,
    endOf: ({ notAfter }) => notAfter,
    find: (days) => {
      const { list } = context.useCases().certificates;
      return allPages((page) => list.run({ expiringWithinDays: days, ...page }));
    },
  });
  explain(expiring, {
    details: [
      'Lists linked certificates of all accounts. The replacement may already be linked: see "certificate list". Certificates ' +
        'that expired within the last 30 days and were not replaced are listed with negative days.',
    ],
    examples: ['portaria certificate expiring --days 14'],
  });
};
