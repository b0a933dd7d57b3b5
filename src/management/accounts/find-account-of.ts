import type { Account } from '../../core/accounts/account.js';
import type { AccountScopedRead } from '../../core/shared/account-scope.js';
import type { AccountId } from '../../core/shared/ids.js';

/**
 * Reads the account of a resource that was just locked, with the version that the change has given
 * it.
 */
export const findAccountOf = async (
  tx: Pick<AccountScopedRead, 'accounts'>,
  id: AccountId,
): Promise<Account> => {
  const account = await tx.accounts.find(id);
  if (account) return account;
  throw new Error('the account of what was just locked is not there');
};
