import type { Command } from 'commander';
import type {
  DatedExpiringCredential,
  DatedExpiry,
} from '../management/credentials/list-expiring-credentials.js';
import { allPages } from './all-pages.js';
import type { CliContext, CredentialCommands } from './cli-context.js';
import { explain } from './help.js';
import { daysOption, defaultExpiringDays, limitOption } from './inputs.js';
import type { Column } from './screen.js';

interface ExpiringOptions {
  readonly days: number;
  readonly limit?: number;
}

interface Row {
  readonly credential: DatedExpiringCredential;
  readonly expiry: DatedExpiry;
}

const columns: readonly Column<Row>[] = [
  { head: 'client id', cell: ({ credential }) => credential.clientId, whole: true },
  { head: 'secret id', cell: ({ expiry }) => expiry.secretId ?? 'all' },
  { head: 'account', cell: ({ credential }) => credential.accountId },
  { head: 'kind', cell: ({ credential }) => credential.accountKind },
  { head: 'last used', cell: ({ expiry }) => expiry.lastUsedAt, short: 10 },
  { head: 'expires', cell: ({ expiry }) => expiry.expiresAt, short: 10, whole: true },
  { head: 'days left', cell: ({ expiry }) => expiry.daysLeft },
];

/** `portaria credential expiring`. */
export const addExpiringCredentials = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const expiring = noun
    .command('expiring')
    .description('list the secrets and client ids in use that expire soon, the first to end first')
    .option('--days <days>', 'within so many days', daysOption, defaultExpiringDays)
    .option('--limit <number>', 'at most so many, up to 1000', limitOption)
    .action(async ({ days, limit }: ExpiringOptions) => {
      const { expiring: list } = context.useCases().credentials;
      const found = await allPages((page) => list.run({ expiringWithinDays: days, ...page }));
      const rows = found
        .flatMap((credential) => credential.expiring.map((expiry) => ({ credential, expiry })))
        .toSorted((one, other) => one.expiry.expiresAt.getTime() - other.expiry.expiresAt.getTime());
      const shown = rows.slice(0, limit);
      const screen = context.screen();
      if (screen.json(shown.map(inJson))) return;
      screen.list(shown, columns);
      if (rows.length > shown.length) screen.print(`There are ${String(rows.length)} in all.`);
    });
  explain(expiring, {
    details: [
      'Only active credentials of active accounts. What ended within the last 30 days is listed too, with negative ' +
        'days. A secret is left out once the newer one of its client id was used. The secret id "all" is the client id itself.',
    ],
    examples: ['portaria credential expiring --days 7', 'portaria credential expiring --limit 20 --json'],
  });
};

const inJson = ({ credential: { expiring: _, ...credential }, expiry }: Row): object => ({
  ...credential,
  ...expiry,
});
