import type { SerializedClaims } from './claims.js';
import type { TokenKind } from './token-verifier.js';

export interface SignedToken {
  readonly text: string;
  /** The key that signed it. */
  readonly kid: string;
}

/** Signs with the active key of the ring. */
export abstract class TokenSigner {
  /**
   * Returns the token at once where signing takes microseconds, and a promise where the work is done
   * beside the event loop (docs/adr/0013). Throws `Refusal('unavailable')` when there is no key yet.
   */
  abstract sign(claims: SerializedClaims, kind: TokenKind): SignedToken | Promise<SignedToken>;
  /** Reads now which key is active, instead of some seconds later. Never throws. */
  abstract reloadKeys(): Promise<void>;
}
