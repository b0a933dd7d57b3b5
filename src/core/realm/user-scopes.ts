import type { SnapshotRealmUser, SnapshotRefreshFamily } from './realm-user-snapshot.js';

type ScopesOfUser = Pick<SnapshotRealmUser, 'accountScopes' | 'userScopes'>;

/**
 * Returns the scopes that a user may have now: those of the account that the user's own list and,
 * in a refresh, the login have too. No list ever adds a scope, so an account that loses one takes it
 * from its users.
 */
export const scopesOfUser = (
  { accountScopes, userScopes }: ScopesOfUser,
  family: Pick<SnapshotRefreshFamily, 'scopes'> | null,
): readonly string[] =>
  accountScopes.filter(
    (scope) => (userScopes?.includes(scope) ?? true) && (family?.scopes.includes(scope) ?? true),
  );
