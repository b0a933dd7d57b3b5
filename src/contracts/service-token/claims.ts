import type { ContractClaims } from '../../core/tokens/contract-claims.js';
import type { ClientIdentity } from '../../core/tokens/grant.js';

/**
 * The claims of the published sample, and `account`, since its `sub` does not identify the client.
 */
export const serviceTokenClaims = ({ accountId, clientId }: ClientIdentity): ContractClaims => ({
  sub: 'platform',
  clientId,
  account: accountId,
  'grant type': 'client_credentials',
});
