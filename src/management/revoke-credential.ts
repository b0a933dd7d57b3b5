import type { Books } from '../core/books.js';
import { accountOf } from './account-of.js';
import { clientId } from './fields.js';
import type { CredentialPage } from './show-credential.js';

/** Ends a credential for good, and its tokens. */
export class RevokeCredential {
  constructor(private readonly books: Books) {}

  /** Resolves when no process issues on it any more. Revoking again is harmless. */
  async run(client: string): Promise<CredentialPage> {
    const id = clientId(client);
    return this.books.revoke(async (books) => {
      const held = await books.holdCredential(id);
      await books.revokeCredential(held);
      const credential = { ...held, status: 'revoked' as const };
      return { account: await accountOf(books, held.accountId), credential };
    });
  }
}
