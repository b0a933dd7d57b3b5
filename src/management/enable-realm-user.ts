import type { Books } from '../core/books.js';
import type { RealmUser } from '../core/realm-user.js';
import { username } from './realm-fields.js';

/** Lets a disabled user in again. */
export class EnableRealmUser {
  constructor(private readonly books: Books) {}

  async run(name: string): Promise<RealmUser> {
    const known = username(name);
    return this.books.change(async (books) => {
      const held = await books.realmUsers.hold(known);
      await books.realmUsers.enable(held);
      return { ...held, status: 'active' };
    });
  }
}
