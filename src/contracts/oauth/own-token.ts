import type { ClientId } from '../../core/shared/ids.js';
import type { VerifiedToken } from '../../core/tokens/token-verifier.js';

/**
 * Whether a token was given to this client. A user's never was: the client of the realm is public, and a credential that happens to be
 * called like it must not have everybody's tokens.
 */
export const isOwnToken = (token: VerifiedToken, clientId: ClientId): boolean =>
  token.familyId === null && token.clientId === clientId;
