import type { IssuedToken } from '../../core/tokens/grant.js';

/** The published response, RFC 6749 section 5.1 without `scope`. */
export interface AvistaToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

export const toAvistaToken = (token: IssuedToken): AvistaToken => ({
  access_token: token.accessToken,
  token_type: 'Bearer',
  expires_in: token.lifetimeSeconds,
});
