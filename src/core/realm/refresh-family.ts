import { daySeconds } from '../shared/durations.js';
import type { AccountId, FamilyId, RealmUserId } from '../shared/ids.js';

/**
 * All tokens of one login with a password (contract `realm`). A refresh token identifies a family
 * and a generation, and each use gives the family its next generation. The id is the claim
 * `session_state`.
 */
export interface RefreshFamily {
  readonly id: FamilyId;
  readonly userId: RealmUserId;
  readonly accountId: AccountId;
  readonly createdAt: Date;
  /** The end of the login; a refresh does not move it. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedReason: string | null;
}

/** Why a family was revoked, as it is stored. */
export type FamilyRevocationReason =
  | 'a used refresh token came again'
  | 'revoked'
  | 'the password was set'
  | 'the user was disabled'
  | 'the account was suspended'
  | 'all tokens of the account were revoked'
  /** By newer logins of the same user. Its access tokens stay valid until they expire. */
  | 'superseded';

/** 14 days, published document 002: no family lives longer. */
export const familySecondsMax = 14 * daySeconds;

/**
 * Living families of one user; a login beyond them supersedes the oldest. The limit is above the
 * number of programs that run under one name. It is low enough that a client that knows a password,
 * or logs in instead of refreshing, can neither fill the table nor make ending its families slow.
 */
export const activeFamiliesMax = 100;

/** The longest time in which a used refresh token may be given its successor again. */
export const reuseGraceSecondsMax = 60;
