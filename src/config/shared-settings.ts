import { type ContractName, contractNames } from '../core/credentials/credential.js';
import { servesManagement } from '../core/shared/process-role.js';
import type { Config } from './config.js';

/**
 * Returns the settings that all processes must have in common: by name, as text. A token that one of them issues is
 * verified by another; and a change that one of them asks approval for must not be made at once by another. Only what is
 * public.
 */
export const sharedSettings = ({
  tokens,
  realm,
  role,
  approval,
}: Pick<Config, 'tokens' | 'realm' | 'role' | 'approval'>): Readonly<Record<string, string>> => ({
  PORTARIA_ISSUER: tokens.issuer,
  PORTARIA_ADMIN_AUDIENCE: tokens.adminAudience,
  PORTARIA_CONTRACTS: contractNames.filter((name) => tokens.contracts[name].on).join(','),
  PORTARIA_REALM_NAME: realm.name,
  PORTARIA_REALM_CLIENT_ID: realm.clientId,
  ...(servesManagement(role) && { PORTARIA_APPROVAL: approval ? 'on' : 'off' }),
  ...Object.fromEntries(contractNames.flatMap((name) => settingsOf(name, tokens))),
});

const settingsOf = (name: ContractName, { contracts }: Config['tokens']): [string, string][] => {
  const { on, audience, algorithm } = contracts[name];
  const prefix = `PORTARIA_${name.toUpperCase().replace('-', '_')}`;
  return on
    ? [
        [`${prefix}_AUDIENCE`, audience],
        [`${prefix}_ALGORITHM`, algorithm],
      ]
    : [];
};
