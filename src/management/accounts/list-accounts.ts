import type { Account } from '../../core/accounts/account.js';
import type { AccountFilter } from '../../core/accounts/account-repository.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { accountId, line, taxId } from '../fields.js';

/** Which accounts; left out: all of them. */
export type AccountQuestion = Omit<AccountFilter, 'after'> & {
  /** Behind the account with this id. */
  readonly after?: string | null;
};

export class ListAccounts {
  constructor(private readonly database: Reads) {}

  /** By id. */
  async run({ name, taxId: cnpj, after, ...filter }: AccountQuestion = {}): Promise<readonly Account[]> {
    const wanted = {
      ...filter,
      ...(name !== undefined && { name: line(name, 'name') }),
      ...(cnpj !== undefined && { taxId: taxId(cnpj) }),
      ...(typeof after === 'string' && { after: accountId(after) }),
    };
    return this.database.read((tx) => tx.accounts.list(wanted));
  }
}
