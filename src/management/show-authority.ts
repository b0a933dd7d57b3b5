import type { Books } from '../core/books.js';
import type { KeptAuthority } from '../core/certificate-authority.js';

/** The gateway's authorities, newest first, and the database's time by which they expire. */
export class ShowAuthority {
  constructor(private readonly books: Books) {}

  run(): Promise<{ readonly authorities: readonly KeptAuthority[]; readonly now: Date }> {
    return this.books.read(async (books) => ({
      authorities: await books.authorities(),
      now: await books.now(),
    }));
  }
}
