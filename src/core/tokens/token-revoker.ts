import type { ClientId } from '../shared/ids.js';
import type { RequestSource } from './token-request.js';
import type { VerifiedToken } from './token-verifier.js';

/** The client that revokes its own token: the one that it was issued to. */
export interface RevokingClient {
  readonly clientId: ClientId;
  readonly source: RequestSource;
}

/** Revokes single tokens for the clients that hold them. */
export abstract class TokenRevoker {
  /**
   * Resolves when the revocation is stored and past the barrier. Revoking a token again is
   * harmless. Throws `Refusal('unavailable')` without a database.
   */
  abstract revoke(token: VerifiedToken, owner: RevokingClient): Promise<void>;
}
