import type { Account } from '../accounts/account.js';
import type { AccountId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { RealmUser } from './realm-user.js';

export interface NewRealmUser {
  readonly username: string;
  readonly digest: string;
  readonly scopes: RealmUser['scopes'];
}

export interface RealmUserReader {
  find(username: string): Promise<RealmUser | null>;
  /** Returns users, ordered by name. */
  ofAccount(account: AccountId): Promise<readonly RealmUser[]>;
}

/**
 * `RealmUserWriter` locks the account first: a user's tokens are issued for it. Throws
 * `ManagementError`.
 */
export interface RealmUserWriter extends RealmUserReader {
  add(account: Locked<Account>, user: NewRealmUser): Promise<RealmUser>;
  /** Locks the user and the account. */
  lock(username: string): Promise<Locked<RealmUser>>;
  enable(user: Locked<RealmUser>): Promise<void>;
  setScopes(user: Locked<RealmUser>, scopes: RealmUser['scopes']): Promise<void>;
}

/**
 * `RealmUserRevoker`: takes rights from a user. The user's refresh families end with it, and their
 * access tokens, except where a method says otherwise.
 */
export interface RealmUserRevoker extends RealmUserWriter {
  setPassword(user: Locked<RealmUser>, digest: string): Promise<void>;
  disable(user: Locked<RealmUser>): Promise<void>;
  /**
   * Ends the access tokens of every login that has a scope beyond these. The logins stay: their next
   * refresh gets what is left.
   */
  narrow(user: Locked<RealmUser>, scopes: readonly string[]): Promise<void>;
}
