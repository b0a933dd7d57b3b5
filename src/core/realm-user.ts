import type { AccountId, RealmUserId } from './ids.js';
import type { Held } from './held.js';
import type { Account } from './account.js';

/** Somebody of an account who logs in with a password: the resource owner of RFC 6749 section 4.3, for the contract `realm`. */
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

/** Folded to lower case; `null`: nobody can have that name. */
export const usernameFrom = (text: string): string | null => {
  const folded = text.trim().toLowerCase();
  return usernameGrammar.test(folded) ? folded : null;
};

export interface RealmUserReader {
  byName(username: string): Promise<RealmUser | null>;
  /** By name. */
  of(account: AccountId): Promise<readonly RealmUser[]>;
}

/** The account is held first: it is what a user's tokens are obtained for. Throws `ManagementError`. */
export interface RealmUserWriter extends RealmUserReader {
  add(
    account: Held<Account>,
    user: { readonly username: string; readonly digest: string },
  ): Promise<RealmUser>;
  /** Holds the user's account as well. */
  hold(username: string): Promise<Held<RealmUser>>;
  enable(user: Held<RealmUser>): Promise<void>;
}

/** What takes from a user what he could do before. His refresh families end with it, and their access tokens. */
export interface RealmUserRevoker extends RealmUserWriter {
  setPassword(user: Held<RealmUser>, digest: string): Promise<void>;
  disable(user: Held<RealmUser>): Promise<void>;
}
