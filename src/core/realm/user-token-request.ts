import type { PresentedCertificate } from '../certificates/certificate.js';
import type { Secret } from '../credentials/secret.js';
import type { RequestSource } from '../tokens/token-request.js';

/** What both grants of the contract `realm` have in common. */
interface CommonUserTokenRequest {
  readonly source: RequestSource;
  readonly certificate: PresentedCertificate | null;
  /** The scopes that are requested; `null` for all that the user, or the family, may have. */
  readonly scopes: readonly string[] | null;
}

/** A login with user name and password: RFC 6749 section 4.3. */
export interface LoginRequest extends CommonUserTokenRequest {
  readonly grantType: 'password';
  /**
   * The name as `usernameFrom` normalises it; `null` when no user can have the name that was sent.
   */
  readonly username: string | null;
  readonly password: Secret;
}

/** A refresh token: RFC 6749 section 6. */
export interface RefreshRequest extends CommonUserTokenRequest {
  readonly grantType: 'refresh_token';
  readonly refreshToken: Secret;
}

export type UserTokenRequest = LoginRequest | RefreshRequest;
