import type { Books } from '../core/books.js';
import type { RealmUser } from '../core/realm-user.js';
import { username } from './realm-fields.js';

/** Closes the realm to a user. */
export class DisableRealmUser {
  constructor(private readonly books: Books) {}

  /** Resolves when no process lets the user in any more. Disabling again is harmless. */
  async run(name: string): Promise<RealmUser> {
    const known = username(name);
    return this.books.revoke(async (books) => {
      const held = await books.realmUsers.hold(known);
      await books.realmUsers.disable(held);
      return { ...held, status: 'disabled' };
    });
  }
}
