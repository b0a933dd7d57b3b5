/** Explains the permissions of a credential, scopes and contracts, and notes the unusual ones. */
import { merchantScopes } from '../../core/accounts/account.js';
import { contractNames, type ContractPermission } from '../../core/credentials/credential.js';
import type { Screen } from '../screen/screen.js';

/** The list of every contract, for help texts. */
export const contractsInWords =
  `Contracts: ${contractNames.join(', ')}. The gateway serves those that PORTARIA_CONTRACTS names. realm is for users ` +
  '(portaria realm-user), not for credentials.';

/** The explanation of scopes, for help texts. */
export const scopesInWords =
  'A scope is a word that your APIs understand: 1 to 64 printable ASCII characters without space, quote and ' +
  `backslash (RFC 6749). The usual ones: ${merchantScopes.join(' ')}.`;

/** Notes that a permission has no effect: the contract `realm` knows users, and no credential. */
export const noteUsersOnly = (screen: Screen, permissions: readonly ContractPermission[]): void => {
  if (permissions.some(({ contract }) => contract === 'realm'))
    screen.print('Note: credentials get no token at the contract realm. Users do: portaria realm-user.');
};

/** Notes which scopes are unusual: nothing else would reveal a mistyped one. */
export const noteUnusual = (screen: Screen, scopes: readonly string[]): void => {
  const usual: readonly string[] = merchantScopes;
  const unusual = scopes.filter((scope) => !usual.includes(scope));
  if (unusual.length > 0)
    screen.print(
      `Note: ${unusual.join(' ')}: not a usual scope (${usual.join(' ')}). Check that your APIs know it.`,
    );
};
