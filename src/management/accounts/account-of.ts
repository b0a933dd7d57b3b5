import type { Account } from '../../core/accounts/account.js';
import type { AccountScopedRead } from '../../core/shared/account-scope.js';
import type { AccountId } from '../../core/shared/ids.js';

/** The account of a thing that was just locked, as it is now: with the version that the change has given it. */
export const accountOf = async (tx: Pick<AccountScopedRead, 'accounts'>, id: AccountId): Promise<Account> => {
  const account = await tx.accounts.find(id);
  if (account) return account;
  throw new Error('the account of what was just locked is not there');
};
