import type { Account } from '../../core/accounts/account.js';
import { parseAccountId } from '../fields.js';
import type { UseCase } from '../use-case.js';

/** Makes a suspended account active again. Tokens from before the suspension stay ended. */
export const reactivateAccount: UseCase<string, Account> = {
  action: 'account.reactivate',
  targetsOf: (account) => ({ account }),
  prepare: (account) => {
    const id = parseAccountId(account);
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = await tx.accounts.lock(id);
        if (locked.status === 'suspended') await tx.accounts.reactivate(locked);
        return { ...locked, status: 'active' };
      },
    };
  },
};
