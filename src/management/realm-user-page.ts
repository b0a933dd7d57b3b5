import type { Account } from '../core/account.js';
import type { RealmUser } from '../core/realm-user.js';

/** A user with the account that it is of. */
export interface RealmUserPage {
  readonly account: Account;
  readonly user: RealmUser;
}
