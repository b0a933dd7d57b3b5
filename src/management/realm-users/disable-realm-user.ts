import { findAccountOf } from '../accounts/find-account-of.js';
import type { UseCase } from '../use-case.js';
import type { RealmUserWithAccount } from './create-realm-user.js';
import { parseUsername } from './realm-fields.js';

/** Disables a user: no process lets them in any more. Disabling again is harmless. */
export const disableRealmUser: UseCase<string, RealmUserWithAccount> = {
  action: 'realm-user.disable',
  targetsOf: (name) => ({ username: name }),
  prepare: (name) => {
    const known = parseUsername(name);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.realmUsers.lock(known);
        await tx.realmUsers.disable(locked);
        const user = { ...locked, status: 'disabled' as const };
        return { account: await findAccountOf(tx, locked.accountId), user };
      },
    };
  },
};
