import type { Account } from '../core/account.js';
import type { AccountFilter, Books } from '../core/books.js';
import { line } from './fields.js';

export class ListAccounts {
  constructor(private readonly books: Books) {}

  async run({ name, ...filter }: AccountFilter = {}): Promise<readonly Account[]> {
    const wanted = { ...filter, ...(name !== undefined && { name: line(name, 'name') }) };
    return this.books.read((books) => books.accounts(wanted));
  }
}
