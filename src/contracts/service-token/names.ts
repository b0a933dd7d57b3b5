import type { NamingClaims } from '../../core/naming-claims.js';
import type { ClientIdentity } from '../../core/grant.js';

/** The claims of the published sample, and `account`, since its `sub` names nobody. */
export const platformNames = ({ accountId, clientId }: ClientIdentity): NamingClaims => ({
  sub: 'platform',
  clientId,
  account: accountId,
  'grant type': 'client_credentials',
});
