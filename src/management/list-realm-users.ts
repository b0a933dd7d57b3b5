import type { Books } from '../core/books.js';
import { ManagementError } from '../core/management-error.js';
import type { RealmUser } from '../core/realm-user.js';
import { accountId } from './fields.js';

export class ListRealmUsers {
  constructor(private readonly books: Books) {}

  /** The users of an account, by name. */
  async run(account: string): Promise<readonly RealmUser[]> {
    const id = accountId(account);
    return this.books.read(async (books) => {
      if (await books.account(id)) return books.realmUsers.of(id);
      throw new ManagementError('not_found', `account: there is no account ${id}`, 'account');
    });
  }
}
