import type { Books } from '../core/books.js';
import type { Credential } from '../core/credential.js';
import { clientId } from './fields.js';

/** Ends a credential for good, and its tokens. */
export class RevokeCredential {
  constructor(private readonly books: Books) {}

  /** Resolves when no process issues on it any more. Revoking again is harmless. */
  async run(client: string): Promise<Credential> {
    const id = clientId(client);
    return this.books.revoke(async (books) => {
      const held = await books.holdCredential(id);
      await books.revokeCredential(held);
      return { ...held, status: 'revoked' };
    });
  }
}
