import { Injectable } from '@nestjs/common';
import { Refusal } from '../../core/refusals/refusal.js';
import { KnownRevocations } from '../../core/tokens/revocation.js';
import { TokenRefusal } from '../../core/tokens/token-refusal.js';
import { ApiTokens, TokenVerifier, type VerifiedToken } from '../../core/tokens/token-verifier.js';

/** Knows which texts are good tokens of ours at this moment. */
@Injectable()
export class KnownTokens {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly revocations: KnownRevocations,
    private readonly known: ApiTokens,
  ) {}

  /**
   * `null`: it is none, or is none any more; which of the two is nobody's business (RFC 7662 section 2.2). `nowMs`: of the database's clock.
   */
  async find(text: string, nowMs: number): Promise<VerifiedToken | null> {
    // Somebody asks because he wants to know now: what was revoked a moment ago, also by another process, counts.
    await this.revocations.refresh();
    try {
      const token = this.verifier.verify(text, { profiles: this.known.profiles, certificate: 'any' });
      // Whoever verifies allows for clocks that differ. The one that gave the end out does not.
      return token.expiresAtSeconds * 1000 > nowMs ? token : null;
    } catch (reason) {
      if (reason instanceof TokenRefusal) return null;
      throw Refusal.from(reason);
    }
  }
}
