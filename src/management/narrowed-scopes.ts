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
    throw invalid(
      'scope',
      `what was given is not among the account's, which are: ${account.scopes.join(' ')}`,
    );
  }
  if (requested.length === 0)
    throw invalid('scope', 'at least one is needed; leave it out for all of the account');
  return requested;
};
