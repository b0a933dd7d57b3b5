import type { Account } from '../core/account.js';
import type { AccountFilter, Books } from '../core/books.js';
import { accountId, line, taxId } from './fields.js';

/** Which accounts; left out: all of them. */
export type AccountQuestion = Omit<AccountFilter, 'after'> & {
  /** Behind the account with this id. */
  readonly after?: string | null;
};

export class ListAccounts {
  constructor(private readonly books: Books) {}

  /** By id. */
  async run({ name, taxId: cnpj, after, ...filter }: AccountQuestion = {}): Promise<readonly Account[]> {
    const wanted = {
      ...filter,
      ...(name !== undefined && { name: line(name, 'name') }),
      ...(cnpj !== undefined && { taxId: taxId(cnpj) }),
      ...(typeof after === 'string' && { after: accountId(after) }),
    };
    return this.books.read((books) => books.accounts(wanted));
  }
}
