import type { AccountKind, AccountStatus } from '../accounts/account.js';
import type { AccountId, CertificateId, FamilyId, Fingerprint, RealmUserId } from '../shared/ids.js';
import type { SnapshotCertificate } from '../tokens/client-snapshot.js';

/** The part of a user's token request that the database can answer. */
export interface RealmUserQuery {
  readonly fingerprint: Fingerprint | null;
  readonly address: string | null;
}

/**
 * What the database answered for one request of a user, at one instant of its own clock. It is
 * never cached.
 */
export interface RealmUserSnapshot {
  /** The database's time in milliseconds since 1970: the issuing clock. */
  readonly nowMs: number;
  /** `null` when no user has this name, or the family does not exist. */
  readonly user: SnapshotRealmUser | null;
  /** `null` when the request names no family, or it does not exist. */
  readonly family: SnapshotRefreshFamily | null;
  readonly certificate: SnapshotCertificate | null;
}

export interface SnapshotRealmUser {
  readonly id: RealmUserId;
  readonly status: 'active' | 'disabled';
  /** argon2id. */
  readonly digest: string;
  /**
   * Microseconds since 1970, a bigint in decimal. JavaScript's dates would lose digits that the
   * record compares.
   */
  readonly passwordSetAtMicros: string;
  readonly accountId: AccountId;
  readonly accountKind: AccountKind;
  readonly accountStatus: AccountStatus;
  readonly accountScopes: readonly string[];
  /** The user's own scopes; `null` stands for all of the account. */
  readonly userScopes: readonly string[] | null;
  readonly accountVersion: number;
  /** As `SnapshotClient` has it. */
  readonly requiredTaxId: string | null;
  readonly networkAllowed: boolean;
  /**
   * When all tokens of the account were last revoked, in milliseconds since 1970; `null` when no
   * such revocation is on record.
   */
  readonly notBeforeMs: number | null;
}

export interface SnapshotRefreshFamily {
  readonly id: FamilyId;
  readonly generation: number;
  readonly scopes: readonly string[];
  readonly rotatedAtMs: number;
  readonly expiresAtMs: number;
  /** Why the family was ended before its time; `null` when it was not. */
  readonly revoked: string | null;
  /** The certificate that the login presented; `null`: none. */
  readonly certificateId: CertificateId | null;
  /** When the password of the login was set, as `SnapshotRealmUser` has it. */
  readonly passwordSetAtMicros: string;
  /** Whether the user's password is still the one of the login. */
  readonly samePassword: boolean;
}
