/** Describes what a credential may be granted: scopes, and contracts. */
import { merchantScopes } from '../core/accounts/account.js';
import { contractNames, type ContractPermission } from '../core/credentials/credential.js';
import type { Screen } from './screen.js';

/** The list of every contract, for help texts. */
export const contractsInWords =
  `Contracts: ${contractNames.join(', ')}. Those that PORTARIA_CONTRACTS names are answered; realm is for users (portaria ` +
  'realm-user), whom no credential lets in.';

/** The explanation of scopes, for help texts. */
export const scopesInWords =
  'Scopes are words that your APIs understand, of 1 to 64 printable ASCII characters without space, quote and ' +
  `backslash (RFC 6749). The usual ones: ${merchantScopes.join(' ')}.`;

/** Notes that a permission has no effect: the contract `realm` knows users, and no credential. */
export const noteUsersOnly = (screen: Screen, permissions: readonly ContractPermission[]): void => {
  if (permissions.some(({ contract }) => contract === 'realm'))
    screen.print('Note: realm: no credential gets a token there, users do; see portaria realm-user.');
};

/** Notes which scopes are unusual: nothing else would reveal a mistyped one. */
export const noteUnusual = (
  screen: Screen,
  scopes: readonly string[],
  usual: readonly string[] = merchantScopes,
): void => {
  const unusual = scopes.filter((scope) => !usual.includes(scope));
  if (unusual.length > 0)
    screen.print(
      `Note: ${unusual.join(' ')}: none of the usual scopes (${usual.join(' ')}); right if your APIs know it.`,
    );
};
