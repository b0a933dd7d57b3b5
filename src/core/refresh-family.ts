import type { Account } from './account.js';
import type { Held } from './held.js';
import type { AccountId, RealmUserId, FamilyId } from './ids.js';

/**
 * All tokens of one login with a password (contract `realm`): a refresh token stands for a family and a generation, and each use
 * gives the family its next generation. Its id is the claim `session_state`.
 */
export interface RefreshFamily {
  readonly id: FamilyId;
  readonly userId: RealmUserId;
  readonly accountId: AccountId;
  readonly createdAt: Date;
  /** Of the login; refreshing does not move it. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly revokedReason: string | null;
}

/** Why a family was ended, as it is kept. */
export type FamilyEnding =
  | 'a used refresh token came again'
  | 'revoked'
  | 'the password was set'
  | 'the user was disabled'
  | 'the account was suspended'
  | 'all tokens of the account were revoked'
  /** By newer logins of the same user. Its access tokens live on until their own end. */
  | 'superseded';

/** 14 days, source 002: no family lives longer. */
export const familySecondsMax = 14 * 24 * 60 * 60;

/**
 * Living families of one user; a login beyond them supersedes the oldest. More programs than anybody runs under one name, and few enough
 * that nobody who knows a password, or who logs in instead of refreshing, fills the table, or makes ending them slow.
 */
export const livingFamiliesMax = 100;

/** The longest time in which a used refresh token may be given its successor again. */
export const reuseGraceSecondsMax = 60;

export interface FamilyReader {
  byId(id: FamilyId): Promise<RefreshFamily | null>;
}

/** What takes from a family what it was good for, with the fact that ends its access tokens. The account is held first. */
export interface FamilyRevoker extends FamilyReader {
  /** Holds the family's account as well. */
  hold(id: FamilyId): Promise<Held<RefreshFamily>>;
  end(family: Held<RefreshFamily>, why: FamilyEnding): Promise<void>;
  /** Every family of the account. */
  endAllOf(account: Held<Account>, why: FamilyEnding): Promise<void>;
}
