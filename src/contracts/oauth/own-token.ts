import type { ClientId } from '../../core/shared/ids.js';
import type { VerifiedToken } from '../../core/tokens/token-verifier.js';

/**
 * Whether a token was issued to this client. A user's token never was: the client of the realm is
 * public, and a credential that happens to have its name must not own every user's tokens.
 */
export const isOwnToken = (token: VerifiedToken, clientId: ClientId): boolean =>
  token.familyId === null && token.clientId === clientId;
