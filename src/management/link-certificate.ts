import type { Account } from '../core/account.js';
import type { BookReader, Books, BookWriter, KeptCertificate } from '../core/books.js';
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
    const { facts, pem: own, above } = parsePem(this.reader, pem);
    const certificate = await books.keepCertificate(facts, own);
    const account = await hold();
    const inspection = inspect(facts, await books.now(), account);
    const revoked = againstRevoked(certificate);
    const compromised = await againstKey(books, this.reader, own);
    // One that was revoked itself has said why.
    refuse([...inspection.against, ...(revoked.length > 0 ? revoked : compromised)]);
    const sharedWith = await this.others(books, facts, account.id, shared);
    await books.linkCertificate(account, certificate);
    const ofChain =
      above.length > 0 ? ['a chain was given; its first certificate is the one that counts'] : [];
    return { ...inspection, notes: [...inspection.notes, ...ofChain], account, sharedWith };
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
      const problem = `it is linked to account ${others.join(', ')} already; if both are to have it, link it as shared ("shared": true, or --shared)`;
      throw new ManagementError('conflict', `certificate: ${problem}`, 'certificate');
    }
    return others;
  }

  /** Whether a certificate on this key was revoked because the key was compromised. */
  isCompromised(books: BookReader, publicKey: Uint8Array): Promise<boolean> {
    return isCompromised(books, this.reader, publicKey);
  }
}

const refuse = (against: readonly string[]): void => {
  if (against.length > 0)
    throw new ManagementError('refused', `certificate: ${against.join('; ')}`, 'certificate');
};

/** Why a certificate that was revoked is never linked again. */
export const againstRevoked = ({
  revokedAt,
  revokedReason,
}: Pick<KeptCertificate, 'revokedAt' | 'revokedReason'>): readonly string[] =>
  revokedAt
    ? [`it was revoked on ${revokedAt.toISOString()}${revokedReason ? ` (${revokedReason})` : ''}`]
    : [];

/** Whether a certificate on this key (SubjectPublicKeyInfo, DER) was revoked because the key was compromised. */
const isCompromised = async (
  books: BookReader,
  reader: CertificateReader,
  publicKey: Uint8Array,
): Promise<boolean> => {
  const revoked = await books.revokedForKey(publicKey);
  // Somebody may have put another one's key into an extension of his own certificate, to have it refused.
  return revoked.some((pem) => Buffer.compare(reader.publicKeyOf(pem) ?? Buffer.of(), publicKey) === 0);
};

/** Why no certificate on this key is linked: whoever has the key could present every certificate on it. */
export const againstKey = async (
  books: BookReader,
  reader: CertificateReader,
  pem: string,
): Promise<readonly string[]> => {
  const key = reader.publicKeyOf(pem);
  return key !== null && (await isCompromised(books, reader, key))
    ? ['a certificate on its key was revoked because the key was compromised; make a new key']
    : [];
};
