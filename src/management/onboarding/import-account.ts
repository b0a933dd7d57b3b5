import type { Account } from '../../core/accounts/account.js';
import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import { liveSecretsMax } from '../../core/credentials/credential.js';
import { foreignDigestProblem } from '../../core/credentials/foreign-digest.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { AccountId, ClientId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import { openWithin } from '../accounts/create-account.js';
import type { LinkCertificate } from '../certificates/link-certificate.js';
import { parsePem } from '../certificates/parse-pem.js';
import { issueWithin } from '../credentials/create-credential.js';
import { generateSecret } from '../credentials/generate-secret.js';
import { accountId, clientId, invalid } from '../fields.js';
import type { Step, UseCase } from '../use-case.js';
import type { ImportedCredential, ImportedSecret, ImportInput } from './import-input.js';
import { ownerOfAll } from './match-existing.js';

export interface ImportOutcome {
  /** `there already`: all of it is, as the input has it, so an import that was broken off can be run again. */
  readonly outcome: 'imported' | 'there already';
  readonly accountId: AccountId;
  readonly clientIds: readonly ClientId[];
}

/** Takes over an account with its credentials and certificates: all of it or nothing. */
export class ImportAccount implements UseCase<ImportInput, ImportOutcome> {
  readonly action = 'account.import';

  constructor(
    private readonly secrets: SecretGenerator,
    private readonly reader: CertificateReader,
    private readonly link: LinkCertificate,
  ) {}

  names({ account }: ImportInput) {
    return typeof account === 'string' ? { account } : {};
  }

  async prepare(input: ImportInput): Promise<Step<ImportOutcome>> {
    const digests = await this.digestsOf(input);
    return { kind: 'changes', run: (tx) => this.within(tx, input, digests) };
  }

  /** Slow on purpose, so before anything is locked. By credential. */
  private async digestsOf({ credentials }: ImportInput): Promise<readonly string[][]> {
    if (credentials.length === 0) throw invalid('credentials', 'at least one is needed');
    const all: string[][] = [];
    for (const { secrets } of credentials) {
      if (secrets.length < 1 || secrets.length > liveSecretsMax) {
        throw invalid('secrets', `there must be 1 to ${liveSecretsMax} of them`);
      }
      const digests: string[] = [];
      for (const secret of secrets) digests.push(await this.digestOf(secret));
      all.push(digests);
    }
    return all;
  }

  private async digestOf(imported: ImportedSecret): Promise<string> {
    if ('secret' in imported) return (await generateSecret(this.secrets, imported.secret)).digest;
    const problem = foreignDigestProblem(imported.digest);
    if (problem !== null) throw invalid('digest', problem);
    return imported.digest;
  }

  private async within(
    tx: ChangeTransaction,
    input: ImportInput,
    digests: readonly string[][],
  ): Promise<ImportOutcome> {
    const clientIds = input.credentials.map((credential) => clientId(credential.clientId));
    if (new Set(clientIds).size < clientIds.length)
      throw invalid('client id', 'one is given twice in this line');
    const before = await ownerOfAll({ tx, secretGenerator: this.secrets, reader: this.reader }, input);
    if (before) return { outcome: 'there already', accountId: before, clientIds };
    await this.storeCertificates(tx, input.certificates);
    const account = await this.accountFor(tx, input.account);
    for (const pem of input.certificates) {
      await this.link.within(tx, () => Promise.resolve(account), {
        pem,
        ...(input.shared !== undefined && { shared: input.shared }),
      });
    }
    for (const [place, credential] of input.credentials.entries()) {
      await this.add(tx, account, credential, digests[place] ?? []);
    }
    return { outcome: 'imported', accountId: account.id, clientIds };
  }

  /** All of them in the order of their fingerprints, before the account is locked: two imports then cannot wait for each other. */
  private async storeCertificates(tx: ChangeTransaction, pems: readonly string[]): Promise<void> {
    const all = pems.map((text) => parsePem(this.reader, text));
    all.sort((a, b) => (a.info.fingerprint < b.info.fingerprint ? -1 : 1));
    for (const { info, pem } of all) await tx.certificates.store(info, pem);
  }

  private accountFor(tx: ChangeTransaction, account: ImportInput['account']): Promise<Locked<Account>> {
    return typeof account === 'string' ? tx.accounts.lock(accountId(account)) : openWithin(tx, account);
  }

  private async add(
    tx: ChangeTransaction,
    account: Locked<Account>,
    credential: ImportedCredential,
    [first = '', ...others]: readonly string[],
  ): Promise<void> {
    await issueWithin(tx, account, credential, { digest: first, shown: null });
    if (others.length === 0) return;
    const locked = await tx.credentials.lock(clientId(credential.clientId));
    for (const digest of others) await tx.credentials.addSecret(locked, digest);
  }
}
