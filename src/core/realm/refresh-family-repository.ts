import type { Account } from '../accounts/account.js';
import type { FamilyId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { FamilyRevocationReason, RefreshFamily } from './refresh-family.js';

export interface RefreshFamilyReader {
  find(id: FamilyId): Promise<RefreshFamily | null>;
}

/**
 * `RefreshFamilyRevoker`: revokes families, each with the revocation of its access tokens. The account
 * is locked first.
 */
export interface RefreshFamilyRevoker extends RefreshFamilyReader {
  /** Locks the family and its account. */
  lock(id: FamilyId): Promise<Locked<RefreshFamily>>;
  revoke(family: Locked<RefreshFamily>, why: FamilyRevocationReason): Promise<void>;
  /** Revokes every family of the account. */
  revokeAllOf(account: Locked<Account>, why: FamilyRevocationReason): Promise<void>;
}
