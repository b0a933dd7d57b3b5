import type { Account } from '../core/account.js';
import type { Books, BookWriter } from '../core/books.js';
import type { Held } from '../core/held.js';
import { foreignDigestProblem } from '../core/foreign-digest.js';
import type { AccountId, ClientId } from '../core/ids.js';
import { liveSecretsMax } from '../core/credential.js';
import type { CertificateReader } from '../core/ports.js';
import type { SecretSmith } from '../core/secret-smith.js';
import { accountId, clientId, invalid } from './fields.js';
import { ownerOfAll } from './import-there-already.js';
import type { ImportedCredential, ImportedSecret, ImportWish } from './import-wish.js';
import type { IssueCredential } from './issue-credential.js';
import type { LinkCertificate } from './link-certificate.js';
import { makeSecret } from './make-secret.js';
import type { OpenAccount } from './open-account.js';
import { parsePem } from './parse-pem.js';

export interface ImportOutcome {
  /** `there already`: all of it is, as it is wished, so an import that was broken off can be run again. */
  readonly outcome: 'imported' | 'there already';
  readonly accountId: AccountId;
  readonly clientIds: readonly ClientId[];
}

/** The three steps of which an import is made. */
export interface ImportSteps {
  readonly account: OpenAccount;
  readonly credential: IssueCredential;
  readonly certificate: LinkCertificate;
}

/** Takes over an account with its credentials and certificates: all of it or nothing. */
export class ImportAccount {
  constructor(
    private readonly books: Books,
    private readonly smith: SecretSmith,
    private readonly reader: CertificateReader,
    private readonly steps: ImportSteps,
  ) {}

  async run(wish: ImportWish): Promise<ImportOutcome> {
    const digests = await this.digestsOf(wish);
    return this.books.change((books) => this.within(books, wish, digests));
  }

  /** Says what `run` would say, and changes nothing. */
  async rehearse(wish: ImportWish): Promise<ImportOutcome> {
    const digests = await this.digestsOf(wish);
    return this.books.rehearse((books) => this.within(books, wish, digests));
  }

  /** Slow on purpose, so before anything is locked. By credential. */
  private async digestsOf({ credentials }: ImportWish): Promise<readonly string[][]> {
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
    if ('secret' in imported) return (await makeSecret(this.smith, imported.secret)).digest;
    const problem = foreignDigestProblem(imported.digest);
    if (problem !== null) throw invalid('digest', problem);
    return imported.digest;
  }

  private async within(
    books: BookWriter,
    wish: ImportWish,
    digests: readonly string[][],
  ): Promise<ImportOutcome> {
    const clientIds = wish.credentials.map((credential) => clientId(credential.clientId));
    if (new Set(clientIds).size < clientIds.length)
      throw invalid('client id', 'one is given twice in this line');
    const before = await ownerOfAll({ books, smith: this.smith, reader: this.reader }, wish);
    if (before) return { outcome: 'there already', accountId: before, clientIds };
    await this.keepCertificates(books, wish.certificates);
    const account = await this.accountFor(books, wish.account);
    for (const pem of wish.certificates) {
      await this.steps.certificate.within(books, () => Promise.resolve(account), {
        pem,
        ...(wish.shared !== undefined && { shared: wish.shared }),
      });
    }
    for (const [place, credential] of wish.credentials.entries()) {
      await this.add(books, account, credential, digests[place] ?? []);
    }
    return { outcome: 'imported', accountId: account.id, clientIds };
  }

  /** All of them in the order of their fingerprints, before the account is held: two imports then cannot wait for each other. */
  private async keepCertificates(books: BookWriter, pems: readonly string[]): Promise<void> {
    const all = pems.map((text) => parsePem(this.reader, text));
    all.sort((a, b) => (a.facts.fingerprint < b.facts.fingerprint ? -1 : 1));
    for (const { facts, pem } of all) await books.keepCertificate(facts, pem);
  }

  private accountFor(books: BookWriter, account: ImportWish['account']): Promise<Held<Account>> {
    return typeof account === 'string'
      ? books.holdAccount(accountId(account))
      : this.steps.account.within(books, account);
  }

  private async add(
    books: BookWriter,
    account: Held<Account>,
    credential: ImportedCredential,
    [first = '', ...others]: readonly string[],
  ): Promise<void> {
    await this.steps.credential.within(books, account, credential, { digest: first, shown: null });
    if (others.length === 0) return;
    const held = await books.holdCredential(clientId(credential.clientId));
    for (const digest of others) await books.addSecret(held, digest);
  }
}
