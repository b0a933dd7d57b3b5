import type { Account } from '../accounts/account.js';
import type { FamilyId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { FamilyEnding, RefreshFamily } from './refresh-family.js';

export interface RefreshFamilyReader {
  find(id: FamilyId): Promise<RefreshFamily | null>;
}

/**
 * `RefreshFamilyRevoker`: ends families, each with the revocation of its access tokens. The account
 * is locked first.
 */
export interface RefreshFamilyRevoker extends RefreshFamilyReader {
  /** Locks the family and its account. */
  lock(id: FamilyId): Promise<Locked<RefreshFamily>>;
  end(family: Locked<RefreshFamily>, why: FamilyEnding): Promise<void>;
  /** Ends every family of the account. */
  endAllOf(account: Locked<Account>, why: FamilyEnding): Promise<void>;
}
