import type { Command } from 'commander';
import { positionByExpiry } from '../../core/credentials/credential-expiry.js';
import type {
  DatedExpiringCredential,
  DatedExpiry,
} from '../../management/credentials/list-expiring-credentials.js';
import type { CliContext, CredentialCommands } from '../cli-context.js';
import { explain } from '../help.js';
import { allPagesBy } from '../screen/all-pages.js';
import { addExpiringList } from '../screen/expiring-list.js';
import type { Column } from '../screen/screen.js';

interface Row {
  readonly credential: DatedExpiringCredential;
  readonly expiry: DatedExpiry;
}

const columns: readonly Column<Row>[] = [
  { head: 'client id', cell: ({ credential }) => credential.clientId, whole: true },
  { head: 'secret id', cell: ({ expiry }) => expiry.secretId ?? 'all' },
  { head: 'account', cell: ({ credential }) => credential.accountId },
  { head: 'kind', cell: ({ credential }) => credential.accountKind },
  { head: 'last used', cell: ({ expiry }) => expiry.lastUsedAt, short: 10, whole: true },
  { head: 'expires', cell: ({ expiry }) => expiry.expiresAt, short: 10, whole: true },
  { head: 'days left', cell: ({ expiry }) => expiry.daysLeft },
];

/** `portaria credential expiring`. */
export const addExpiringCredentials = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const expiring = addExpiringList(noun, context, {
    description: 'list secrets and client ids that expire soon, earliest first',
    columns,
    endOf: ({ expiry }) => expiry.expiresAt,
    find: async (days) => {
      const { expiring: list } = context.useCases().credentials;
      const found = await allPagesBy(positionByExpiry, (page) =>
        list.run({ expiringWithinDays: days, ...page }),
      );
      return found.flatMap((credential) => credential.expiring.map((expiry) => ({ credential, expiry })));
    },
    inJson,
  });
  explain(expiring, {
    details: [
      'Lists active credentials of active accounts. Those that ended within the last 30 days have negative days. A secret is ' +
        'left out once a newer one of its client id was used. The secret id "all" stands for the client id itself.',
    ],
    examples: ['portaria credential expiring --days 7', 'portaria credential expiring --limit 20 --json'],
  });
};

const inJson = ({ credential: { expiring: _, ...credential }, expiry }: Row): object => ({
  ...credential,
  ...expiry,
});
