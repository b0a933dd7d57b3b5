import type { ContractClaims } from '../../core/tokens/contract-claims.js';
import type { ClaimsSource } from '../../core/tokens/grant.js';

/**
 * The claims of the published sample, and `account`, since its `sub` does not identify the client.
 */
export const serviceTokenClaims = ({ accountId, clientId }: ClaimsSource): ContractClaims => ({
  sub: 'platform',
  clientId,
  account: accountId,
  'grant type': 'client_credentials',
});
