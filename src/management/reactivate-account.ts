import type { Account } from '../core/account.js';
import type { Books } from '../core/books.js';
import { accountId } from './fields.js';

/** Opens a suspended account again. Tokens of before the suspension stay ended. */
export class ReactivateAccount {
  constructor(private readonly books: Books) {}

  async run(account: string): Promise<Account> {
    const id = accountId(account);
    return this.books.change(async (books) => {
      const held = await books.holdAccount(id);
      if (held.status === 'suspended') await books.reactivateAccount(held);
      return { ...held, status: 'active' };
    });
  }
}
