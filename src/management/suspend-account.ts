import type { Account } from '../core/account.js';
import type { Books } from '../core/books.js';
import { accountId } from './fields.js';

/** Closes an account for now, and ends its tokens. */
export class SuspendAccount {
  constructor(private readonly books: Books) {}

  /** Resolves when no process issues on it any more. Suspending again is harmless, and ends its tokens again. */
  async run(account: string): Promise<Account> {
    const id = accountId(account);
    return this.books.revoke(async (books) => {
      const held = await books.holdAccount(id);
      await books.suspendAccount(held);
      return { ...held, status: 'suspended' };
    });
  }
}
