import type { Account } from '../../core/accounts/account.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Credential } from '../../core/credentials/credential.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import { importedDigestFrom } from '../../core/credentials/stored-digest.js';
import type { AccountId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import { parsePem } from '../certificates/parse-pem.js';
import { parseAccountId, parseClientId, parseTaxId } from '../fields.js';
import type { ImportAccountInput, ImportedSecret } from './import-input.js';

/** The collaborators of a comparison. */
export interface ComparisonContext {
  readonly tx: ReadTransaction;
  readonly secretGenerator: SecretGenerator;
  readonly certificateParser: CertificateParser;
}

/**
 * Returns the account that already has everything of an input; `null` when none of its client ids
 * exists. Throws `ManagementError('conflict')` when a client id belongs to another account, has
 * another secret, or exists beside one that does not: a skipped line would leave its merchant
 * without an account, unnoticed.
 */
export const matchExisting = async (
  comparing: ComparisonContext,
  input: ImportAccountInput,
): Promise<AccountId | null> => {
  const found: (Credential | null)[] = [];
  for (const one of input.credentials)
    found.push(await comparing.tx.credentials.find(parseClientId(one.clientId)));
  const there = found.filter((credential) => credential !== null);
  const [first] = there;
  if (!first) return null;
  await refuseOtherOwner(comparing.tx, there, input.account);
  if (there.length < found.length) {
    const ids = there.map((credential) => credential.clientId).join(', ');
    throw conflict('client id', `${ids} already exists, the others do not. Import only the others`);
  }
  for (const [index, credential] of there.entries())
    await refuseOtherSecrets(comparing, credential, input.credentials[index]?.secrets ?? []);
  await refuseUnlinked(comparing, first.accountId, input.certificates);
  return first.accountId;
};

const refuseOtherOwner = async (
  tx: ReadTransaction,
  there: readonly Credential[],
  wanted: ImportAccountInput['account'],
): Promise<void> => {
  const owner = there[0]?.accountId;
  for (const { clientId: id, accountId: of } of there) {
    const account = await tx.accounts.find(of);
    if (of === owner && account && isMeant(account, wanted)) continue;
    throw conflict(
      'client id',
      `${id} already exists, for account ${of}, which is not the account of this line`,
    );
  }
};

/** Matches an existing account by its id, or a new one by its distinguishing fields. */
const isMeant = (account: Account, wanted: ImportAccountInput['account']): boolean => {
  if (typeof wanted === 'string') return account.id === parseAccountId(wanted);
  const cnpj = wanted.taxId === undefined ? null : parseTaxId(wanted.taxId);
  return account.name === wanted.name.trim() && account.taxId === cnpj;
};

const refuseOtherSecrets = async (
  { tx, secretGenerator }: ComparisonContext,
  { clientId: id, secrets }: Credential,
  given: readonly ImportedSecret[],
): Promise<void> => {
  const stored = await tx.credentials.digestsOf(id);
  const original = stored.map((digest) => importedDigestFrom(digest)?.original);
  // The digest of a secret that was used may have been upgraded to the gateway's own, and cannot be
  // compared any more.
  const mayHaveMoved = secrets.some(({ lastUsedAt }) => lastUsedAt !== null);
  for (const one of given) {
    const same =
      'secret' in one
        ? await secretGenerator.isOneOf(one.secret, stored)
        : original.includes(one.digest) || mayHaveMoved;
    if (!same) throw conflict('client id', `${id} already exists, with another secret than in this line`);
  }
};

const refuseUnlinked = async (
  { tx, certificateParser }: ComparisonContext,
  owner: AccountId,
  pems: readonly string[],
): Promise<void> => {
  for (const pem of pems) {
    const { fingerprint } = parsePem(certificateParser, pem).info;
    if ((await tx.certificates.accountsLinkedTo(fingerprint)).some((id) => id === owner)) continue;
    throw conflict(
      'certificate',
      `the client ids already exist, but this certificate is not linked to their account ${owner}. ` +
        `To link it: portaria certificate link ${owner}`,
    );
  }
};

const conflict = (field: string, problem: string): ManagementError =>
  new ManagementError('conflict', `${field}: ${problem}`, field);
