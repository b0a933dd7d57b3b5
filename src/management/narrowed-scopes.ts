import type { Account } from '../core/accounts/account.js';
import { invalid, parseScopes } from './fields.js';

/** Parses the scopes to which a credential or a user narrows those of its account. */
export const parseNarrowedScopes = (
  account: Pick<Account, 'scopes'>,
  texts: readonly string[],
): readonly string[] => {
  const requested = parseScopes(texts);
  if (!requested.every((scope) => account.scopes.includes(scope))) {
    // The scope is not repeated: any secret has the form of a scope.
    throw invalid('scope', `must be scopes of the account: ${account.scopes.join(' ')}`);
  }
  if (requested.length === 0)
    throw invalid('scope', 'must not be empty. Leave it out for all scopes of the account');
  return requested;
};
