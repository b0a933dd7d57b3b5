import type { Account } from '../../core/accounts/account.js';
import type { RealmUser } from '../../core/realm/realm-user.js';
import { scopesOfUser } from '../../core/realm/user-scopes.js';
import { findAccountOf } from '../accounts/find-account-of.js';
import { parseNarrowedScopes } from '../narrowed-scopes.js';
import type { UseCase } from '../use-case.js';
import type { RealmUserWithAccount } from './create-realm-user.js';
import { parseUsername } from './realm-fields.js';

/** The changes to a user. */
export interface UpdateRealmUserInput {
  readonly username: string;
  /** A subset of the account's scopes; `null` stands for all of them. */
  readonly scopes: readonly string[] | null;
}

/**
 * Changes a user's scopes. A change that narrows them ends the tokens that have more; the logins
 * stay, and their next refresh gets what is left.
 */
export const updateRealmUser: UseCase<UpdateRealmUserInput, RealmUserWithAccount> = {
  action: 'realm-user.update',
  targetsOf: ({ username }) => ({ username }),
  prepare: ({ username, scopes: input }) => {
    const known = parseUsername(username);
    return {
      kind: 'revokes',
      run: async (tx) => {
        const locked = await tx.realmUsers.lock(known);
        const account = await findAccountOf(tx, locked.accountId);
        const scopes = input && parseNarrowedScopes(account, input);
        if (scopes && narrows(account, locked, scopes)) await tx.realmUsers.narrow(locked, scopes);
        else await tx.realmUsers.setScopes(locked, scopes);
        return { account, user: { ...locked, scopes } };
      },
    };
  },
};

/** Returns whether the user has a scope now that is not among these. */
const narrows = (account: Account, user: RealmUser, scopes: readonly string[]): boolean =>
  scopesOfUser({ accountScopes: account.scopes, userScopes: user.scopes }, null).some(
    (scope) => !scopes.includes(scope),
  );
