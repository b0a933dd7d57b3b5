import type { Account } from '../core/accounts/account.js';
import { accountTarget, certificateTarget, realmUserTarget } from '../core/audit/audit-event.js';
import type { LinkedCertificate } from '../core/certificates/certificate-repository.js';
import { type Credential, isActive } from '../core/credentials/credential.js';
import {
  type AffectedAccount,
  affectedAccountsMax,
  type ChangedFields,
  type NamedCertificate,
} from '../core/shared/dry-run.js';
import { type AccountId, accountIdFrom, type Fingerprint, fingerprintFrom } from '../core/shared/ids.js';
import type { Reads, ReadTransaction } from '../core/shared/unit-of-work.js';

/** What an account can use at one instant. */
interface Usable {
  readonly account: Account;
  readonly credentials: number;
  readonly certificates: number;
  readonly lastUsedAt: Date | null;
}

/** What a dry run reads inside its transaction, where the change is made. */
export interface StateAfter {
  readonly usable: ReadonlyMap<AccountId, Usable>;
}

/** Reads what the accounts that a change names could use after it. */
export const readStateAfter = async (
  tx: ReadTransaction,
  { targets }: ChangedFields,
): Promise<StateAfter> => ({ usable: await usableBy(tx, accountsIn(targets)) });

/**
 * Compares the state after the change, which was rolled back, with the one that is there: a last use
 * is of a credential that the change ends.
 */
export const readAffected = (
  database: Reads,
  { targets }: ChangedFields,
  after: StateAfter,
): Promise<{ accounts: readonly AffectedAccount[]; certificates: readonly NamedCertificate[] }> =>
  database.read(async (tx) => {
    const before = await usableBy(tx, accountsIn(targets));
    return {
      accounts: [...before.values()].map((usable) => compare(usable, after.usable.get(usable.account.id))),
      certificates: await namedCertificates(tx, certificatesIn(targets)),
    };
  });

const compare = (
  { account, lastUsedAt, credentials, certificates }: Usable,
  after: Usable | undefined,
): AffectedAccount => ({
  id: account.id,
  name: account.name,
  lastUsedAt,
  usableCredentials: { before: credentials, after: after?.credentials ?? 0 },
  usableCertificates: { before: certificates, after: after?.certificates ?? 0 },
});

/**
 * Reads all accounts together: inside a dry run, locks are held meanwhile that tokens and other changes
 * wait for.
 */
const usableBy = async (
  tx: ReadTransaction,
  ids: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, Usable>> => {
  if (ids.length === 0) return new Map();
  const now = await tx.now();
  const accounts = await tx.accounts.findAll(ids);
  const credentials = await tx.credentials.ofAccounts(ids);
  const certificates = await tx.certificates.ofAccounts(ids);
  return new Map(
    accounts.map((account) => {
      const isOfIt = ({ accountId }: { readonly accountId: AccountId }): boolean => accountId === account.id;
      const below = {
        credentials: credentials.filter(isOfIt),
        certificates: certificates.filter(isOfIt),
      };
      return [account.id, usableOf(account, below, now)];
    }),
  );
};

const usableOf = (
  account: Account,
  {
    credentials,
    certificates,
  }: { readonly credentials: readonly Credential[]; readonly certificates: readonly LinkedCertificate[] },
  now: Date,
): Usable => {
  const suspended = account.status === 'suspended';
  const uses = [
    ...credentials.flatMap(({ secrets }) => secrets.map(({ lastUsedAt }) => lastUsedAt)),
    ...certificates.map(({ lastUsedAt }) => lastUsedAt),
  ];
  return {
    account,
    credentials: suspended ? 0 : credentials.filter((one) => isUsable(one, now)).length,
    certificates: suspended ? 0 : certificates.filter((one) => isUsableCertificate(one, now)).length,
    lastUsedAt: newest(uses),
  };
};

const isUsable = (credential: Credential, now: Date): boolean =>
  isActive(credential) &&
  isAhead(credential.expiresAt, now) &&
  credential.secrets.some(({ expiresAt }) => isAhead(expiresAt, now));

const isUsableCertificate = ({ revokedAt, notAfter }: LinkedCertificate, now: Date): boolean =>
  revokedAt === null && isAhead(notAfter, now);

const isAhead = (end: Date | null, now: Date): boolean => end === null || end > now;

const newest = (dates: readonly (Date | null)[]): Date | null =>
  dates.reduce((one, other) => (one === null || (other !== null && other > one) ? other : one), null);

const namedCertificates = async (
  tx: ReadTransaction,
  fingerprints: readonly Fingerprint[],
): Promise<NamedCertificate[]> => {
  const named: NamedCertificate[] = [];
  for (const fingerprint of fingerprints) {
    const stored = await tx.certificates.find(fingerprint);
    if (!stored) continue;
    const linkedTo = await tx.certificates.accountsLinkedTo(fingerprint);
    const links = await tx.certificates.ofAccounts(linkedTo.slice(0, affectedAccountsMax));
    const uses = links.filter((link) => link.fingerprint === fingerprint).map((link) => link.lastUsedAt);
    const { subject, notAfter } = stored;
    named.push({ fingerprint, subject, notAfter, linkedTo, lastUsedAt: newest(uses) });
  }
  return named;
};

/**
 * The ids in the names of targets, which `audit-event.ts` makes. A change of a user, whose account is locked with it,
 * takes nothing from the account.
 */
const accountsIn = (targets: readonly string[]): AccountId[] =>
  (targets.some((target) => target.startsWith(realmUserTarget(''))) ? [] : targets)
    .flatMap((target) => {
      const id = accountIdFrom(idIn(target));
      return id !== null && accountTarget(id) === target ? [id] : [];
    })
    .slice(0, affectedAccountsMax);

const certificatesIn = (targets: readonly string[]): Fingerprint[] =>
  targets.flatMap((target) => {
    const fingerprint = fingerprintFrom(idIn(target));
    return fingerprint !== null && certificateTarget(fingerprint) === target ? [fingerprint] : [];
  });

const idIn = (target: string): string => target.split(' ')[1] ?? '';
