import type { Account } from '../../core/accounts/account.js';
import type { AccountFilter } from '../../core/accounts/account-repository.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { parseAccountId, parseLine, parseTaxId } from '../fields.js';

/** The filter of a list of accounts. Every omitted field matches all. */
export type AccountQuery = Omit<AccountFilter, 'after'> & {
  /** The list starts after the account with this id. */
  readonly after?: string | null;
};

export class ListAccounts {
  constructor(private readonly database: Reads) {}

  /** Returns the accounts in the order of their ids. */
  async run({ name, taxId: cnpj, after, ...filter }: AccountQuery = {}): Promise<readonly Account[]> {
    const wanted = {
      ...filter,
      ...(name !== undefined && { name: parseLine(name, 'name') }),
      ...(cnpj !== undefined && { taxId: parseTaxId(cnpj) }),
      ...(typeof after === 'string' && { after: parseAccountId(after) }),
    };
    return this.database.read((tx) => tx.accounts.list(wanted));
  }
}
