import type { AccountId, TokenId } from '../shared/ids.js';
import type { Revocation } from './revocation.js';

export interface IssuedTokenReader {
  /** The account of an issued token; `null`: none with this id was issued. */
  accountOf(id: TokenId): Promise<AccountId | null>;
}

export interface IssuedTokenRevoker extends IssuedTokenReader {
  /** Ends the issued tokens that match, and takes nothing else away. `target`: as the audit trail names it. */
  end(revocation: Revocation, target: string): Promise<void>;
}
