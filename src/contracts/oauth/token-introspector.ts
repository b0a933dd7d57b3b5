import { Injectable } from '@nestjs/common';
import { Refusal } from '../../core/refusals/refusal.js';
import { BearerTokenError } from '../../core/tokens/bearer-token-error.js';
import { KnownRevocations } from '../../core/tokens/revocation.js';
import { ApiTokenProfiles, TokenVerifier, type VerifiedToken } from '../../core/tokens/token-verifier.js';

/** Finds out which texts are valid tokens of the gateway at this moment. */
@Injectable()
export class TokenIntrospector {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly revocations: KnownRevocations,
    private readonly known: ApiTokenProfiles,
  ) {}

  /**
   * Returns `null` for a text that is not a valid token, or no longer one; which of the two must
   * not be told (RFC 7662 section 2.2). `nowMs` is of the database's clock.
   */
  async find(text: string, nowMs: number): Promise<VerifiedToken | null> {
    // Introspection is asked for the current state: a revocation of a moment ago counts, also one
    // by another process.
    await this.revocations.refresh();
    try {
      const token = this.verifier.verify(text, {
        profiles: this.known.profiles,
        certificateFingerprint: 'any',
      });
      // A verifier allows for clocks that differ. The issuer, who set the expiry, does not.
      return token.expiresAtSeconds * 1000 > nowMs ? token : null;
    } catch (reason) {
      if (reason instanceof BearerTokenError) return null;
      throw Refusal.from(reason);
    }
  }
}
