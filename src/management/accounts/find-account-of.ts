import type { Account } from '../../core/accounts/account.js';
import type { AccountId } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { OwnAccountReadTransaction } from '../../core/shared/own-account-transactions.js';

/**
 * Reads the account of a resource that was just locked, with the version that the change has given
 * it.
 */
export const findAccountOf = async (
  tx: Pick<OwnAccountReadTransaction, 'accounts'>,
  id: AccountId,
): Promise<Account> => {
  const account = await tx.accounts.find(id);
  if (account) return account;
  throw new Error('the account of what was just locked is not there');
};

/** Throws `ManagementError('not_found')`, as locking the account would. */
export const assertExists = async (
  tx: Pick<OwnAccountReadTransaction, 'accounts'>,
  id: AccountId,
): Promise<void> => {
  if (await tx.accounts.find(id)) return;
  throw new ManagementError('not_found', `account: there is no account ${id}`, 'account');
};
