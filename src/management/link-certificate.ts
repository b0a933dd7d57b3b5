import type { Account } from '../core/account.js';
import type { Books, BookWriter } from '../core/books.js';
import type { Held } from '../core/held.js';
import type { CertificateFacts } from '../core/certificate.js';
import type { AccountId } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import type { CertificateReader } from '../core/ports.js';
import { accountId } from './fields.js';
import { inspect, type Inspection } from './inspect-certificate.js';
import { parsePem } from './parse-pem.js';

export interface LinkWish {
  readonly pem: string;
  /** Also when it is another account's: one platform certificate may serve many. */
  readonly shared?: boolean;
}

export interface CertificateLink extends Inspection {
  readonly account: Account;
  /** The other accounts that have it. */
  readonly sharedWith: readonly AccountId[];
}

/** Says that a certificate is an account's. */
export class LinkCertificate {
  constructor(
    private readonly books: Books,
    private readonly reader: CertificateReader,
  ) {}

  async run(wish: LinkWish & { readonly account: string }): Promise<CertificateLink> {
    const id = accountId(wish.account);
    return this.books.change((books) => this.within(books, () => books.holdAccount(id), wish));
  }

  /** The same as a part of a larger change. The certificate is held before the account, as the books want it. */
  async within(
    books: BookWriter,
    hold: () => Promise<Held<Account>>,
    { pem, shared = false }: LinkWish,
  ): Promise<CertificateLink> {
    const facts = parsePem(this.reader, pem);
    const certificate = await books.keepCertificate(facts, `${pem.trim().replaceAll('\r\n', '\n')}\n`);
    const account = await hold();
    const inspection = inspect(facts, await books.now(), account);
    const revoked = certificate.revokedAt ? [`it was revoked on ${certificate.revokedAt.toISOString()}`] : [];
    refuse([...inspection.against, ...revoked]);
    const sharedWith = await this.others(books, facts, account.id, shared);
    await books.linkCertificate(account, certificate);
    return { ...inspection, account, sharedWith };
  }

  private async others(
    books: BookWriter,
    { fingerprint }: CertificateFacts,
    account: AccountId,
    shared: boolean,
  ): Promise<AccountId[]> {
    const linked = await books.accountsLinkedTo(fingerprint);
    const others = linked.filter((other) => other !== account);
    if (others.length > 0 && !shared) {
      const problem = `it is linked to account ${others.join(', ')} already; if both are to have it, link it as shared`;
      throw new ManagementError('conflict', `certificate: ${problem}`, 'certificate');
    }
    return others;
  }
}

const refuse = (against: readonly string[]): void => {
  if (against.length > 0)
    throw new ManagementError('refused', `certificate: ${against.join('; ')}`, 'certificate');
};
