import type { Account } from '../accounts/account.js';
import type { AccountId, TokenId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { Revocation } from './revocation.js';

export interface IssuedTokenReader {
  /** Resolves to the account of an issued token; `null`: no token with this id was issued. */
  accountOf(id: TokenId): Promise<AccountId | null>;
  /** Resolves to the token of the sign-in of a renewed operator token; `null` for every other token. */
  sessionOf(id: TokenId): Promise<TokenId | null>;
}

export interface IssuedTokenRevoker extends IssuedTokenReader {
  /**
   * Revokes the issued tokens that match, and takes nothing else away. `target` is their name in the
   * audit trail.
   */
  revoke(revocation: Revocation, target: string): Promise<void>;
  /**
   * Revokes one token for the account that holds it, and counts that. Each has an event until there were
   * `eventsPerDay` of the account on this day of UTC; from then on only each that doubles the number,
   * with the number. A token that is ended already is not counted.
   */
  revokeOwn(id: TokenId, owner: Locked<Account>, eventsPerDay: number): Promise<void>;
}
