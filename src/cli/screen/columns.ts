/** Columns in which accounts, credentials and certificates are shown. */
import type { Account } from '../../core/accounts/account.js';
import { shownRoleOf } from '../../core/accounts/operator-role.js';
import type { LinkedCertificate } from '../../core/certificates/certificate-repository.js';
import type { ActiveSecret, Credential } from '../../core/credentials/credential.js';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import type { Column } from './screen.js';

const fingerprintShort = 16;

export const accountColumns: readonly Column<Account>[] = [
  { head: 'id', cell: ({ id }) => id, whole: true },
  { head: 'name', cell: ({ name }) => name },
  { head: 'kind', cell: ({ kind }) => kind },
  { head: 'status', cell: ({ status }) => status },
  { head: 'tax id', cell: ({ taxId }) => taxId, whole: true },
  { head: 'created', cell: ({ createdAt }) => createdAt, short: 10, whole: true },
];

const roleColumn: Column<Account> = { head: 'role', cell: shownRoleOf };

/** Columns of operators, who alone have a role. */
export const operatorColumns: readonly Column<Account>[] = [
  { head: 'account', cell: ({ id }) => id, whole: true },
  { head: 'name', cell: ({ name }) => name },
  { ...roleColumn, whole: true },
  { head: 'status', cell: ({ status }) => status, whole: true },
  { head: 'scopes', cell: ({ scopes }) => scopes },
  { head: 'created', cell: ({ createdAt }) => createdAt, short: 10, whole: true },
];

export const accountDetails = ({ kind }: Account): readonly Column<Account>[] => [
  ...accountColumns,
  ...(kind === 'operator' ? [roleColumn] : []),
  { head: 'scopes', cell: ({ scopes }) => scopes },
  { head: 'networks', cell: ({ networks }) => (networks.length > 0 ? networks : 'any') },
  { head: 'tax id on certificate', cell: ({ taxIdOnCertificate }) => taxIdOnCertificate },
  { head: 'resource server', cell: ({ resourceServer }) => resourceServer },
];

const contractsOf = ({ contracts }: Credential): string[] =>
  contracts.map(({ contract, policy }) => `${contract}:${policy}`);

export const credentialColumns: readonly Column<Credential>[] = [
  { head: 'client id', cell: ({ clientId }) => clientId, whole: true },
  { head: 'status', cell: ({ status }) => status },
  { head: 'contracts', cell: contractsOf },
  { head: 'secrets', cell: ({ secrets }) => secrets.map(({ id }) => id) },
  { head: 'label', cell: ({ label }) => label },
  { head: 'expires', cell: ({ expiresAt }) => expiresAt, short: 10, whole: true },
];

export const credentialDetails: readonly Column<Credential>[] = [
  { head: 'account', cell: ({ accountId }) => accountId },
  ...credentialColumns,
  { head: 'scopes', cell: ({ scopes }) => scopes ?? 'all of the account' },
];

export const secretColumns: readonly Column<{ credential: Credential; secret: ActiveSecret }>[] = [
  { head: 'client id', cell: ({ credential }) => credential.clientId, whole: true },
  { head: 'secret id', cell: ({ secret }) => secret.id, whole: true },
  { head: 'kind', cell: ({ secret }) => secret.shape },
  { head: 'created', cell: ({ secret }) => secret.createdAt, short: 10, whole: true },
  { head: 'last used', cell: ({ secret }) => secret.lastUsedAt, short: 10, whole: true },
  { head: 'expires', cell: ({ secret }) => secret.expiresAt, whole: true },
];

export const certificateColumns = (now: Date): readonly Column<LinkedCertificate>[] => [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: fingerprintShort, whole: true },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'key', cell: ({ keyType }) => keyType },
  { head: 'expires', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'days left', cell: ({ notAfter }) => wholeDaysUntil(notAfter, now) },
  { head: 'last used', cell: ({ lastUsedAt }) => lastUsedAt, short: 10, whole: true },
  { head: 'revoked', cell: ({ revokedAt }) => revokedAt !== null },
];
