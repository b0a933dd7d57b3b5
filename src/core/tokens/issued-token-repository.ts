import type { AccountId, TokenId } from '../shared/ids.js';
import type { Revocation } from './revocation.js';

export interface IssuedTokenReader {
  /** Resolves to the account of an issued token; `null`: no token with this id was issued. */
  accountOf(id: TokenId): Promise<AccountId | null>;
}

export interface IssuedTokenRevoker extends IssuedTokenReader {
  /**
   * Ends the issued tokens that match, and takes nothing else away. `target` is their name in the
   * audit trail.
   */
  end(revocation: Revocation, target: string): Promise<void>;
}
