import type { Account } from '../../core/accounts/account.js';
import { parseAccountId } from '../fields.js';
import type { UseCase } from '../use-case.js';

/**
 * Suspends an account: it gets no tokens from now on, and its tokens end. Suspending it again
 * is harmless, and ends its tokens again.
 */
export const suspendAccount: UseCase<string, Account> = {
  action: 'account.suspend',
  targetsOf: (account) => ({ account }),
  prepare: (account) => {
    const id = parseAccountId(account);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.accounts.lock(id);
        await tx.accounts.suspend(locked);
        return { ...locked, status: 'suspended' };
      },
    };
  },
};
