import type { Books } from '../core/books.js';
import type { TrustedAuthority } from '../core/trusted-authority.js';

/** The authorities whose clients NGINX accepts, oldest first, and the database's time by which they expire. */
export class ListClientAuthorities {
  constructor(private readonly books: Books) {}

  run(): Promise<{ readonly authorities: readonly TrustedAuthority[]; readonly now: Date }> {
    return this.books.read(async (books) => ({
      authorities: await books.trustedAuthorities.all(),
      now: await books.now(),
    }));
  }
}
