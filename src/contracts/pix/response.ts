import type { IssuedToken } from '../../core/tokens/grant.js';

/** The published response, RFC 6749 section 5.1. */
export interface PixToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

export const toPixToken = (token: IssuedToken): PixToken => ({
  access_token: token.accessToken,
  token_type: 'Bearer',
  expires_in: token.lifetimeSeconds,
  scope: token.scopes.join(' '),
});
