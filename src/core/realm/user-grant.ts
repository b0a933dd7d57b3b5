import type { AccountId, CertificateId, FamilyId, Fingerprint, RealmUserId, TokenId } from '../shared/ids.js';
import type { TokenKind } from '../tokens/token-verifier.js';

/** An authenticated user, at `nowMs` of the database's clock. */
export interface UserIdentity {
  readonly nowMs: number;
  readonly userId: RealmUserId;
  /** Microseconds since 1970, a bigint in decimal. */
  readonly passwordSetAtMicros: string;
  readonly accountId: AccountId;
  readonly accountVersion: number;
  /** The scopes that the user may have at this moment. */
  readonly scopes: readonly string[];
  readonly notBeforeMs: number | null;
  /** `null` when the login starts a new family. */
  readonly family: {
    readonly id: FamilyId;
    /** The generation of the refresh token that was presented. */
    readonly generation: number;
    readonly expiresAtMs: number;
    /** The digest of what the login fixed. */
    readonly loginDigest: string;
  } | null;
  readonly certificate: {
    readonly id: CertificateId;
    readonly fingerprint: Fingerprint;
    readonly provenByHandshake: boolean;
  } | null;
}

/** What a user gets: the decision, before it is signed and recorded. */
export interface UserGrant {
  readonly user: UserIdentity;
  /** The family that the login starts, or that the refresh continues. */
  readonly familyId: FamilyId;
  /** The public client of the realm. */
  readonly clientId: string;
  readonly kind: TokenKind;
  readonly issuer: string;
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly issuedAtSeconds: number;
  readonly lifetimeSeconds: number;
  /** When the refresh token ends, in milliseconds since 1970. */
  readonly familyExpiresAtMs: number;
}

/** The tokens that are sent after their record was committed. */
export interface IssuedUserToken {
  readonly id: TokenId;
  readonly grant: UserGrant;
  readonly accessToken: string;
  readonly refreshToken: string;
}
