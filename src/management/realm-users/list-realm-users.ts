import type { RealmUser } from '../../core/realm/realm-user.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { accountId } from '../fields.js';

export class ListRealmUsers {
  constructor(private readonly database: Reads) {}

  /** The users of an account, by name. */
  async run(account: string): Promise<readonly RealmUser[]> {
    const id = accountId(account);
    return this.database.read(async (tx) => {
      if (await tx.accounts.find(id)) return tx.realmUsers.ofAccount(id);
      throw new ManagementError('not_found', `account: there is no account ${id}`, 'account');
    });
  }
}
