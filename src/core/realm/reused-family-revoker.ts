import type { FamilyId } from '../shared/ids.js';
import type { RequestSource } from '../tokens/token-request.js';

/** Revokes a family whose used refresh token was presented again: an attacker may have it. */
export abstract class ReusedFamilyRevoker {
  /**
   * Resolves when no process accepts the family's tokens any more. Throws `Refusal('unavailable')`
   * without a database.
   */
  abstract revokeReused(family: FamilyId, source: RequestSource): Promise<void>;
}
