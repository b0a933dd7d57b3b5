import type { Account } from '../core/account.js';
import type { BookReader } from '../core/books.js';
import type { AccountId } from '../core/ids.js';

/** The account whose thing was just held, as it is now: with the version that the change has given it. */
export const accountOf = async (books: BookReader, id: AccountId): Promise<Account> => {
  const account = await books.account(id);
  if (account) return account;
  throw new Error('the account of what was just held is not there');
};
