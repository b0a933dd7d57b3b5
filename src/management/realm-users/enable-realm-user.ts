import { findAccountOf } from '../accounts/find-account-of.js';
import type { UseCase } from '../use-case.js';
import type { RealmUserWithAccount } from './create-realm-user.js';
import { parseUsername } from './realm-fields.js';

/** Lets a disabled user in again. */
export const enableRealmUser: UseCase<string, RealmUserWithAccount> = {
  action: 'realm-user.enable',
  targetsOf: (name) => ({ username: name }),
  prepare: (name) => {
    const known = parseUsername(name);
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = await tx.realmUsers.lock(known);
        await tx.realmUsers.enable(locked);
        const user = { ...locked, status: 'active' as const };
        return { account: await findAccountOf(tx, locked.accountId), user };
      },
    };
  },
};
