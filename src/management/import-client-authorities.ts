import type { Books } from '../core/books.js';
import type { CertificateReader } from '../core/ports.js';
import { type AddedAuthority, addTo } from './add-client-authorities.js';
import { judgeAuthority } from './judge-authority.js';
import { parseAuthorities } from './parse-authorities.js';

/**
 * Takes over the bundle that NGINX reads now. Also what `AddClientAuthorities` would refuse: NGINX accepts it at this moment, and
 * taking over must change nothing for anybody. What speaks against one is told as a note.
 */
export class ImportClientAuthorities {
  constructor(
    private readonly books: Books,
    private readonly reader: CertificateReader,
  ) {}

  async run({ pem }: { readonly pem: string }): Promise<readonly AddedAuthority[]> {
    const given = parseAuthorities(this.reader, pem);
    return this.books.change(async (books) => {
      const bundle = await books.trustedAuthorities.hold();
      const now = await books.now();
      return addTo(books, bundle, { given, notesOn: ({ facts }) => judgeAuthority(facts, now) });
    });
  }
}
