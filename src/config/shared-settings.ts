import { type ContractName, contractNames } from '../core/credentials/credential.js';
import type { Config } from './config.js';

/**
 * Returns the settings that all processes must have in common, because a token that one of them issues is verified by
 * another: by name, as text. Only what is public: each token, or the key set, says it.
 */
export const sharedSettings = ({
  tokens,
  realm,
}: Pick<Config, 'tokens' | 'realm'>): Readonly<Record<string, string>> => ({
  PORTARIA_ISSUER: tokens.issuer,
  PORTARIA_ADMIN_AUDIENCE: tokens.adminAudience,
  PORTARIA_CONTRACTS: contractNames.filter((name) => tokens.contracts[name].on).join(','),
  PORTARIA_REALM_NAME: realm.name,
  PORTARIA_REALM_CLIENT_ID: realm.clientId,
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
