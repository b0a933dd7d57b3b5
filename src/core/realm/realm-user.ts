import type { AccountId, RealmUserId } from '../shared/ids.js';

/**
 * A user of an account who logs in with a password: the resource owner of RFC 6749 section 4.3, for
 * the contract `realm`.
 *
 * This folder owns users, their token families, their grants and the ports of both; it must never
 * decide about a client that has a secret, which is the task of core/tokens.
 */
export interface RealmUser {
  readonly id: RealmUserId;
  readonly accountId: AccountId;
  /** In lower case: `Ana` and `ana` are one user. */
  readonly username: string;
  readonly status: 'active' | 'disabled';
  /** Narrows the account's scopes; `null` stands for all of them. */
  readonly scopes: readonly string[] | null;
  readonly createdAt: Date;
  readonly passwordSetAt: Date;
}

const usernameGrammar = /^[a-z0-9.@_+-]{3,128}$/;

/** Normalises a user name to lower case; `null` when no user can have that name. */
export const usernameFrom = (text: string): string | null => {
  const folded = text.trim().toLowerCase();
  return usernameGrammar.test(folded) ? folded : null;
};
