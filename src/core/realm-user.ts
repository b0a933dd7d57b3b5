import type { AccountId, RealmUserId } from './ids.js';
import type { Held } from './held.js';
import type { Account } from './account.js';

/**
 * A user of an account who logs in with a password: the resource owner of RFC 6749 section 4.3, for
 * the contract `realm`.
 */
export interface RealmUser {
  readonly id: RealmUserId;
  readonly accountId: AccountId;
  /** In lower case: `Ana` and `ana` are one user. */
  readonly username: string;
  readonly status: 'active' | 'disabled';
  readonly createdAt: Date;
  readonly passwordSetAt: Date;
}

const usernameGrammar = /^[a-z0-9.@_+-]{3,128}$/;

/** Normalises a user name to lower case; `null` when no user can have that name. */
export const usernameFrom = (text: string): string | null => {
  const folded = text.trim().toLowerCase();
  return usernameGrammar.test(folded) ? folded : null;
};

export interface RealmUserReader {
  byName(username: string): Promise<RealmUser | null>;
  /** Returns the account's users, sorted by name. */
  of(account: AccountId): Promise<readonly RealmUser[]>;
}

/**
 * Creates and enables users. The account is locked first, because the user's tokens are for it.
 * Throws `ManagementError`.
 */
export interface RealmUserWriter extends RealmUserReader {
  add(
    account: Held<Account>,
    user: { readonly username: string; readonly digest: string },
  ): Promise<RealmUser>;
  /** Locks the user and the user's account. */
  hold(username: string): Promise<Held<RealmUser>>;
  enable(user: Held<RealmUser>): Promise<void>;
}

/**
 * Takes access away from a user. The user's refresh families end with it, and so do their access
 * tokens.
 */
export interface RealmUserRevoker extends RealmUserWriter {
  setPassword(user: Held<RealmUser>, digest: string): Promise<void>;
  disable(user: Held<RealmUser>): Promise<void>;
}
