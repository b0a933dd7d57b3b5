import type { ClientId } from './ids.js';
import type { Origin } from './token-request.js';
import type { VerifiedToken } from './token-verifier.js';

/** Who ends a token of his own: the client to which it was given. */
export interface TokenOwner {
  readonly clientId: ClientId;
  readonly origin: Origin;
}

/** Ends single tokens for the clients that hold them. */
export abstract class TokenRevoker {
  /** Resolves when the fact is kept and past the barrier. Again is harmless. Throws `Refusal('unavailable')` without a database. */
  abstract revoke(token: VerifiedToken, owner: TokenOwner): Promise<void>;
}
