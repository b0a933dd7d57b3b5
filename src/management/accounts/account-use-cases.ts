import type { RefusalRecords } from '../../core/refusals/refusal-records.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { ListAudit } from '../audit/list-audit.js';
import { AccountNames } from './account-names.js';
import { AccountRecords } from './account-records.js';
import { createAccount } from './create-account.js';
import { ExportAccount, recordAccountExport } from './export-account.js';
import { FindAccount } from './find-account.js';
import { ListAccounts } from './list-accounts.js';
import { reactivateAccount } from './reactivate-account.js';
import { ShowAccount } from './show-account.js';
import { suspendAccount } from './suspend-account.js';
import { updateAccount } from './update-account.js';

/**
 * `AccountUseCases`: what operators do with accounts. This folder owns the properties and the
 * status of accounts; it must never write a change outside a use case that `Executor` runs.
 */
export class AccountUseCases {
  readonly create = createAccount;
  readonly update = updateAccount;
  readonly suspend = suspendAccount;
  readonly reactivate = reactivateAccount;
  readonly recordExport = recordAccountExport;
  readonly export: ExportAccount;
  readonly find: FindAccount;
  readonly list: ListAccounts;
  readonly names: AccountNames;
  readonly show: ShowAccount;

  constructor(database: Reads, refusals: RefusalRecords, audit: ListAudit) {
    this.export = new ExportAccount(database, new AccountRecords(database, refusals, audit));
    this.find = new FindAccount(database);
    this.list = new ListAccounts(database);
    this.names = new AccountNames(database);
    this.show = new ShowAccount(database);
  }
}
