import type { Account } from '../../core/accounts/account.js';
import type { RealmUser } from '../../core/realm/realm-user.js';

/** A user with their account. */
export interface RealmUserPage {
  readonly account: Account;
  readonly user: RealmUser;
}
