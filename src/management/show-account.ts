import type { Account } from '../core/account.js';
import type { BookReader, Books, LinkedCertificate } from '../core/books.js';
import type { Credential } from '../core/credential.js';
import type { AccountId } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import { accountId } from './fields.js';

/** An account with everything of it, and the database's time by which that expires. */
export interface AccountPage {
  readonly account: Account;
  readonly credentials: readonly Credential[];
  readonly certificates: readonly LinkedCertificate[];
  readonly now: Date;
}

export class ShowAccount {
  constructor(private readonly books: Books) {}

  async run(account: string): Promise<AccountPage> {
    const id = accountId(account);
    return this.books.read(async (books) => ({
      account: await existing(books, id),
      credentials: await books.credentialsOf(id),
      certificates: await books.certificatesOf(id),
      now: await books.now(),
    }));
  }
}

const existing = async (books: BookReader, id: AccountId): Promise<Account> => {
  const account = await books.account(id);
  if (!account) throw new ManagementError('not_found', `account: there is no account ${id}`, 'account');
  return account;
};
