import type { Books } from '../core/books.js';
import type { CertificateReader } from '../core/ports.js';
import type { TrustedAuthority } from '../core/trusted-authority.js';
import { type CutOff, cutOffBy } from './cut-off.js';
import { meantClientAuthority } from './meant-client-authority.js';

/** An authority of the client CA bundle, and whom it would cut off to remove it. */
export class ShowClientAuthority {
  constructor(
    private readonly books: Books,
    private readonly reader: CertificateReader,
  ) {}

  /** `fingerprint` whole, or its first digits. */
  run(
    fingerprint: string,
  ): Promise<{ readonly authority: TrustedAuthority; readonly cutOff: readonly CutOff[] }> {
    return this.books.read(async (books) => {
      const authority = meantClientAuthority(await books.trustedAuthorities.all(), fingerprint);
      return { authority, cutOff: await cutOffBy(books, this.reader, authority) };
    });
  }
}
