import type { RealmUser } from '../../core/realm/realm-user.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { parseAccountId } from '../fields.js';

export class ListRealmUsers {
  constructor(private readonly database: Reads) {}

  /** Returns the users of an account in the order of their names. */
  async run(account: string): Promise<readonly RealmUser[]> {
    const id = parseAccountId(account);
    return this.database.read(async (tx) => {
      if (await tx.accounts.find(id)) return tx.realmUsers.ofAccount(id);
      throw new ManagementError('not_found', `account: there is no account ${id}`, 'account');
    });
  }
}
