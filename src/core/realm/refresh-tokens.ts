import type { Secret } from '../credentials/secret.js';
import type { FamilyId } from '../shared/ids.js';

/** What a refresh token identifies: a family and a generation of it. */
export interface RefreshTokenPosition {
  readonly familyId: FamilyId;
  /** 1 and up. */
  readonly generation: number;
}

/**
 * Makes refresh tokens and recognises its own. None is stored anywhere: the same place gives the
 * same token.
 */
export abstract class RefreshTokens {
  abstract make(position: RefreshTokenPosition): string;
  /**
   * Returns the place of a refresh token; `null` when the gateway did not make it, or it was
   * changed. Constant time over what was presented.
   */
  abstract read(presented: Secret): RefreshTokenPosition | null;
}
