/** What a credential may be granted, in words: scopes, and contracts. */
import { merchantScopes } from '../core/account.js';
import { type ContractName, contractNames, type ContractPermission } from '../core/credential.js';
import type { Screen } from './screen.js';

/** The contracts that this release answers: those with a folder in `src/contracts/`. */
export const servedContracts: readonly ContractName[] = ['avista', 'pix'];

const isServed = (contract: ContractName): boolean => servedContracts.includes(contract);

/** Every contract, for help. */
export const contractsInWords = `Contracts: ${contractNames
  .map((name) => (isServed(name) ? name : `${name} (not served yet)`))
  .join(', ')}.`;

/** What scopes are, for help. */
export const scopesInWords =
  'Scopes are words that your APIs understand, of 1 to 64 printable ASCII characters without space, quote and ' +
  `backslash (RFC 6749). The usual ones: ${merchantScopes.join(' ')}.`;

/** Says which of the contracts no token can be had for. */
export const noteUnserved = (screen: Screen, permissions: readonly ContractPermission[]): void => {
  const waiting = permissions.map(({ contract }) => contract).filter((contract) => !isServed(contract));
  if (waiting.length > 0)
    screen.say(`Note: ${waiting.join(', ')}: not served yet; this release gives no token there.`);
};

/** Says which scopes are none of the usual ones: nothing else would tell of a mistyped one. */
export const noteUnusual = (
  screen: Screen,
  scopes: readonly string[],
  usual: readonly string[] = merchantScopes,
): void => {
  const unusual = scopes.filter((scope) => !usual.includes(scope));
  if (unusual.length > 0)
    screen.say(
      `Note: ${unusual.join(' ')}: none of the usual scopes (${usual.join(' ')}); right if your APIs know it.`,
    );
};
