import type { Reads } from '../../core/shared/unit-of-work.js';
import { createAccount } from './create-account.js';
import { ListAccounts } from './list-accounts.js';
import { reactivateAccount } from './reactivate-account.js';
import { ShowAccount } from './show-account.js';
import { suspendAccount } from './suspend-account.js';
import { updateAccount } from './update-account.js';

/** What operators do with accounts. */
export class AccountUseCases {
  readonly open = createAccount;
  readonly change = updateAccount;
  readonly suspend = suspendAccount;
  readonly reactivate = reactivateAccount;
  readonly list: ListAccounts;
  readonly show: ShowAccount;

  constructor(database: Reads) {
    this.list = new ListAccounts(database);
    this.show = new ShowAccount(database);
  }
}
