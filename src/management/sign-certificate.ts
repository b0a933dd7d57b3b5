import type { Account } from '../core/account.js';
import type { Books, BookWriter } from '../core/books.js';
import type { Held } from '../core/held.js';
import type {
  CertificateAuthority,
  CertificateRequest,
  KeptAuthority,
  RequestReader,
} from '../core/certificate-authority.js';
import { ManagementError } from '../core/management-error.js';
import type { CertificateTerms } from './certificate-terms.js';
import { daysAfter, wholeDays } from './days.js';
import { accountId, invalid } from './fields.js';
import type { CertificateLink, LinkCertificate } from './link-certificate.js';
import { insteadOfRequest } from './pasted.js';
import { signingAuthority } from './signing-authority.js';

const daysMax = 1825;
/** Clocks of merchants lag: a certificate that begins now would not be valid there yet. */
const earlierMs = 5 * 60 * 1000;

export interface SigningWish {
  /** How long it is valid; left out: as configured. */
  readonly days?: number;
}

export interface SignedCertificate extends CertificateLink {
  readonly pem: string;
  /** The certificates above it, the signing authority first. */
  readonly chain: string;
}

/** Makes a client certificate of a signing request, and links it. */
export class SignCertificate {
  constructor(
    private readonly books: Books,
    private readonly authority: CertificateAuthority,
    private readonly requests: RequestReader,
    private readonly link: LinkCertificate,
    private readonly terms: () => CertificateTerms,
  ) {}

  async run(
    wish: SigningWish & { readonly account: string; readonly request: string },
  ): Promise<SignedCertificate> {
    const id = accountId(wish.account);
    const { publicKey } = await this.understand(wish.request);
    return this.books.change(async (books) =>
      this.within(books, await books.holdAccount(id), publicKey, wish),
    );
  }

  /** A request that proves the possession of a key that may be certified. Throws `ManagementError`. */
  async understand(request: string): Promise<CertificateRequest> {
    const instead = insteadOfRequest(request);
    if (instead !== null) throw invalid('request', instead);
    return this.requests.read(request);
  }

  /**
   * The same as a part of a larger change. The account is held before the certificate, contrary to the order that the books
   * want: nobody else can hold one that is only just made.
   */
  async within(
    books: BookWriter,
    account: Held<Account>,
    publicKey: Uint8Array,
    { days = this.terms().days }: SigningWish,
  ): Promise<SignedCertificate> {
    const wanted = wholeDays(days, daysMax);
    if (await this.link.isCompromised(books, publicKey)) throw compromised();
    const authority = await signingAuthority(books);
    const pem = await this.authority.sign(authority, {
      subject: { commonName: `account-${account.id}`, organization: account.name, taxId: account.taxId },
      publicKey,
      ...validity(authority, await books.now(), wanted),
      revocationListUrl: this.terms().revocationListUrl,
    });
    const link = await this.link.within(books, () => Promise.resolve(account), { pem });
    const shortened = daysAfter(await books.now(), wanted) > authority.notAfter;
    const notes = shortened ? [...link.notes, 'it ends with the authority that signed it'] : link.notes;
    return { ...link, notes, pem, chain: authority.pem + authority.chain };
  }
}

/** Never beyond the authority's own: NGINX would refuse it from then on, whatever it says itself. */
const validity = (
  authority: KeptAuthority,
  now: Date,
  days: number,
): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Math.max(now.getTime() - earlierMs, authority.notBefore.getTime())),
  notAfter: new Date(Math.min(daysAfter(now, days).getTime(), authority.notAfter.getTime())),
});

const compromised = (): ManagementError =>
  new ManagementError(
    'refused',
    'request: a certificate on this key was revoked because the key was compromised; make a new key',
    'request',
  );
