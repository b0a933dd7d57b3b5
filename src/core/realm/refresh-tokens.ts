import type { Secret } from '../credentials/secret.js';
import type { AccountId, CertificateId, FamilyId, RealmUserId } from '../shared/ids.js';

/** What a refresh token identifies: a family and a generation of it. */
export interface RefreshTokenPosition {
  readonly familyId: FamilyId;
  /** 1 and up. */
  readonly generation: number;
}

/** `LoginBinding`: what a login fixed. None of it changes while the login lasts. */
export interface LoginBinding {
  readonly userId: RealmUserId;
  readonly accountId: AccountId;
  /** The certificate that the login presented; `null`: none. */
  readonly certificateId: CertificateId | null;
  readonly scopes: readonly string[];
  /** Microseconds since 1970, a bigint in decimal. */
  readonly passwordSetAtMicros: string;
}

/** What a refresh token says that the gateway made. */
export interface ReadRefreshToken extends RefreshTokenPosition {
  /** The digest of its login; `null` in a token of an earlier release, until that login ends. */
  readonly loginDigest: string | null;
}

/**
 * Makes refresh tokens and recognises its own. None is stored anywhere: the same place gives the
 * same token.
 */
export abstract class RefreshTokens {
  /** Returns the same text for the same login, and for no others. */
  abstract digestLogin(login: LoginBinding): string;
  abstract make(position: RefreshTokenPosition, loginDigest: string): string;
  /**
   * Returns what a refresh token says; `null` when the gateway did not make it, or it was changed.
   * Constant time over what was presented.
   */
  abstract read(presented: Secret): ReadRefreshToken | null;
}
