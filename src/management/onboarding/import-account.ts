import type { Account } from '../../core/accounts/account.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { activeSecretsMax } from '../../core/credentials/credential.js';
import { importedDigestProblem } from '../../core/credentials/imported-digest.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { AccountId, ClientId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction, Reads } from '../../core/shared/unit-of-work.js';
import { createAccountWithin } from '../accounts/create-account.js';
import type { LinkCertificate } from '../certificates/link-certificate.js';
import { parsePem } from '../certificates/parse-pem.js';
import { createCredentialWithin } from '../credentials/create-credential.js';
import { assertNotWeak, namesOfAccount, type RelatedNames } from '../credentials/generate-secret.js';
import { checkCustomSecret, invalid, parseAccountId, parseClientId } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import type { ImportAccountInput, ImportedCredential, ImportedSecret } from './import-input.js';
import { matchExisting } from './match-existing.js';

export interface ImportOutcome {
  /**
   * `already exists`: everything matches the input, so that an interrupted import can be run again.
   */
  readonly outcome: 'imported' | 'already exists';
  readonly accountId: AccountId;
  readonly clientIds: readonly ClientId[];
}

/** What an import can do about a weak secret: it cannot leave the secret out. */
const chooseOther =
  'Choose another, or let portaria generate one: use portaria credential create instead of this credential';

/** Imports an account with its credentials and certificates: either all of it or nothing. */
export class ImportAccount implements UseCase<ImportAccountInput, ImportOutcome> {
  readonly action = 'account.import';

  constructor(
    private readonly secrets: SecretGenerator,
    private readonly certificateParser: CertificateParser,
    private readonly link: LinkCertificate,
  ) {}

  targetsOf({ account }: ImportAccountInput) {
    return typeof account === 'string' ? { account } : {};
  }

  async prepare(input: ImportAccountInput, database: Reads): Promise<PreparedChange<ImportOutcome>> {
    const digests = await this.digestsOf(input, database);
    return { kind: 'changes', run: (tx) => this.within(tx, input, digests) };
  }

  /**
   * Computes the digests by credential before any lock is taken, because they are slow on purpose.
   */
  private async digestsOf(
    { account, credentials }: ImportAccountInput,
    database: Reads,
  ): Promise<readonly string[][]> {
    if (credentials.length === 0) throw invalid('credentials', 'must have at least one');
    const all: string[][] = [];
    for (const { clientId, label = '', secrets } of credentials) {
      if (secrets.length < 1 || secrets.length > activeSecretsMax) {
        throw invalid('secrets', `must be 1 to ${activeSecretsMax} secrets`);
      }
      const digests: string[] = [];
      const namesAround = async (): Promise<readonly string[]> => [
        ...[clientId, label],
        ...namesOfAccount(typeof account === 'string' ? await findAccount(account, database) : account),
      ];
      const isThere = await exists(clientId, secrets, database);
      for (const secret of secrets) digests.push(await this.digestOf(secret, isThere ? null : namesAround));
      all.push(digests);
    }
    return all;
  }

  /** Without `namesAround` a secret is not judged: it is only compared with the one that is there. */
  private async digestOf(imported: ImportedSecret, namesAround: RelatedNames | null): Promise<string> {
    if ('secret' in imported) {
      const secret = checkCustomSecret(imported.secret);
      if (namesAround)
        await assertNotWeak(this.secrets, { field: 'secret', secret }, namesAround, chooseOther);
      return this.secrets.digestCustom(secret);
    }
    const problem = importedDigestProblem(imported.digest);
    if (problem !== null) throw invalid('digest', problem);
    return this.secrets.pepperedDigest(imported.digest) ?? imported.digest;
  }

  private async within(
    tx: ChangeTransaction,
    input: ImportAccountInput,
    digests: readonly string[][],
  ): Promise<ImportOutcome> {
    const clientIds = input.credentials.map((credential) => parseClientId(credential.clientId));
    if (new Set(clientIds).size < clientIds.length) throw invalid('client id', 'occurs twice in this line');
    const before = await matchExisting(
      { tx, secretGenerator: this.secrets, certificateParser: this.certificateParser },
      input,
    );
    if (before) return { outcome: 'already exists', accountId: before, clientIds };
    await this.storeCertificates(tx, input.certificates);
    const account = await this.accountFor(tx, input.account);
    for (const pem of input.certificates) {
      await this.link.within(tx, () => Promise.resolve(account), {
        pem,
        ...(input.shared !== undefined && { shared: input.shared }),
      });
    }
    for (const [index, credential] of input.credentials.entries()) {
      await this.add(tx, account, credential, digests[index] ?? []);
    }
    return { outcome: 'imported', accountId: account.id, clientIds };
  }

  /**
   * Stores the certificates in the order of their fingerprints, before the account is locked, so
   * that two imports cannot deadlock.
   */
  private async storeCertificates(tx: ChangeTransaction, pems: readonly string[]): Promise<void> {
    const all = pems.map((text) => parsePem(this.certificateParser, text));
    all.sort((a, b) => (a.info.fingerprint < b.info.fingerprint ? -1 : 1));
    for (const { info, pem } of all) await tx.certificates.store(info, pem);
  }

  private accountFor(
    tx: ChangeTransaction,
    account: ImportAccountInput['account'],
  ): Promise<Locked<Account>> {
    return typeof account === 'string'
      ? tx.accounts.lock(parseAccountId(account))
      : createAccountWithin(tx, account);
  }

  private async add(
    tx: ChangeTransaction,
    account: Locked<Account>,
    credential: ImportedCredential,
    [first = '', ...others]: readonly string[],
  ): Promise<void> {
    await createCredentialWithin(tx, account, credential, { digest: first, shown: null });
    if (others.length === 0) return;
    const locked = await tx.credentials.lock(parseClientId(credential.clientId));
    for (const digest of others) await tx.credentials.addSecret(locked, digest);
  }
}

const findAccount = (text: string, database: Reads): Promise<Account | null> =>
  database.read((tx) => tx.accounts.find(parseAccountId(text)));

/** Whether a credential with a secret in clear is there already, from an earlier run of the same import. */
const exists = async (
  clientId: string,
  secrets: readonly ImportedSecret[],
  database: Reads,
): Promise<boolean> =>
  secrets.some((imported) => 'secret' in imported) &&
  (await database.read((tx) => tx.credentials.find(parseClientId(clientId)))) !== null;
