import { Injectable } from '@nestjs/common';
import { IssuerFacts } from '../../core/issuer-facts.js';
import { Refusal } from '../../core/refusal.js';
import { RevocationFacts } from '../../core/revocation.js';
import { TokenRefusal } from '../../core/token-refusal.js';
import { TokenVerifier, type VerifiedToken } from '../../core/token-verifier.js';

/** Everything that is signed here for an API; contracts.md section 8. Tokens of operators have another audience. */
const kinds = [
  { algorithm: 'HS256', typ: 'JWT' },
  { algorithm: 'RS256', typ: 'JWT' },
  { algorithm: 'RS256', typ: 'at+jwt' },
] as const;

/** Knows which texts are good tokens of ours at this moment. */
@Injectable()
export class KnownTokens {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly revocations: RevocationFacts,
    private readonly facts: IssuerFacts,
  ) {}

  /**
   * `null`: it is none, or is none any more; which of the two is nobody's business (RFC 7662 section 2.2). `nowMs`: of the database's clock.
   */
  async find(text: string, nowMs: number): Promise<VerifiedToken | null> {
    // Somebody asks because he wants to know now: what was revoked a moment ago, also by another process, counts.
    await this.revocations.refresh();
    try {
      const token = this.verifier.verify(text, { audience: this.facts.audience, kinds, certificate: 'any' });
      // Whoever verifies allows for clocks that differ. The one that gave the end out does not.
      return token.expiresAtSeconds * 1000 > nowMs ? token : null;
    } catch (reason) {
      if (reason instanceof TokenRefusal) return null;
      throw Refusal.from(reason);
    }
  }
}
