import type { IssuedUserToken } from '../../core/realm/user-grant.js';
import type { UserTokenRequest } from '../../core/realm/user-token-request.js';

/** The response of published document 002, with its fields in the published order. */
export interface RealmToken {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
  /** With a refreshed token: milliseconds since 1970, a "Java timestamp". */
  readonly expires_at?: number;
  /**
   * Seconds for which the refresh token is still valid, until the end of the login: a refresh does
   * not extend them.
   */
  readonly refresh_expires_in: number;
  readonly refresh_token: string;
  /** In lower case, as published. */
  readonly token_type: 'bearer';
  /** When everything of the account was last revoked, in milliseconds since 1970, or 0. */
  readonly 'not-before-policy': number;
  readonly session_state: string;
  readonly scope: string;
}

export const toRealmToken = (
  { grant, accessToken, refreshToken }: IssuedUserToken,
  requested: UserTokenRequest['grantType'],
): RealmToken => {
  const { issuedAtSeconds, lifetimeSeconds } = grant;
  return {
    access_token: accessToken,
    expires_in: lifetimeSeconds,
    ...(requested === 'refresh_token' && { expires_at: (issuedAtSeconds + lifetimeSeconds) * 1000 }),
    refresh_expires_in: Math.max(0, Math.floor(grant.familyExpiresAtMs / 1000) - issuedAtSeconds),
    refresh_token: refreshToken,
    token_type: 'bearer',
    'not-before-policy': Math.floor(grant.user.notBeforeMs ?? 0),
    session_state: grant.familyId,
    scope: grant.scopes.join(' '),
  };
};
