import type { BookReader, Books } from '../core/books.js';
import type {
  CertificateAuthority,
  KeptAuthority,
  RevocationListOrder,
} from '../core/certificate-authority.js';
import { ManagementError } from '../core/management-error.js';
import type { CertificateTerms } from './certificate-terms.js';
import { daysAfter, wholeDays } from './days.js';
import { fingerprintStart } from './meant-fingerprint.js';
import { noAuthority } from './signing-authority.js';

/** Less than the time for which an expired certificate stays on the list. */
const daysMax = 60;

export interface RevocationListWish {
  /** The first digits of the authority's fingerprint; left out: of the one that signs. */
  readonly authority?: string;
  readonly days?: number;
}

export interface SignedRevocationList extends RevocationListOrder {
  readonly authority: KeptAuthority;
  readonly der: Uint8Array;
}

/** Signs the list of an authority's revoked certificates for others. The gateway itself asks the database. */
export class SignRevocationList {
  constructor(
    private readonly books: Books,
    private readonly authority: CertificateAuthority,
    private readonly terms: () => CertificateTerms,
  ) {}

  async run({
    authority: start,
    days = this.terms().revocationListDays,
  }: RevocationListWish): Promise<SignedRevocationList> {
    const wanted = wholeDays(days, daysMax);
    const meant = start === undefined ? null : fingerprintStart(start, 'authority');
    const { authority, ...order } = await this.books.change(async (books) => {
      const held = await books.holdAuthority((await meantAuthority(books, meant)).fingerprint);
      const [number, now] = [await books.nextRevocationListNumber(held), await books.now()];
      const revoked = await books.revokedBy(held.subject);
      return { authority: held, number, thisUpdate: now, nextUpdate: daysAfter(now, wanted), revoked };
    });
    // After the change: a long list takes longer than the database may wait. A number that is lost leaves a gap, no more.
    return { authority, ...order, der: await this.authority.signRevocationList(authority, order) };
  }
}

const meantAuthority = async (books: BookReader, start: string | null): Promise<KeptAuthority> => {
  const found = (await books.authorities()).filter(({ fingerprint, retiredAt }) =>
    start === null ? retiredAt === null : fingerprint.startsWith(start),
  );
  const [only, another] = found;
  if (only && !another) return only;
  if (start === null) throw noAuthority();
  const problem = another
    ? 'more than one begins so; give more digits'
    : 'there is none with this fingerprint';
  throw new ManagementError(another ? 'conflict' : 'not_found', `authority: ${problem}`, 'authority');
};
