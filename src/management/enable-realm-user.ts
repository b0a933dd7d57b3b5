import type { Books } from '../core/books.js';
import { accountOf } from './account-of.js';
import type { RealmUserPage } from './realm-user-page.js';
import { username } from './realm-fields.js';

/** Lets a disabled user in again. */
export class EnableRealmUser {
  constructor(private readonly books: Books) {}

  async run(name: string): Promise<RealmUserPage> {
    const known = username(name);
    return this.books.change(async (books) => {
      const held = await books.realmUsers.hold(known);
      await books.realmUsers.enable(held);
      const user = { ...held, status: 'active' as const };
      return { account: await accountOf(books, held.accountId), user };
    });
  }
}
