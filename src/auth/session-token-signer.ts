import type { TokenId } from '../core/shared/ids.js';
import { claimsFor, serializedClaims } from '../core/tokens/claims.js';
import type { Grant } from '../core/tokens/grant.js';
import type { Renewal, SessionRenewalRecorder } from '../core/tokens/session-renewal-recorder.js';
import type { TokenIdGenerator } from '../core/tokens/token-id-generator.js';
import type { TokenRequest } from '../core/tokens/token-request.js';
import type { TokenSigner } from '../core/tokens/token-signer.js';

/** Signs and records renewed operator tokens. */
export class SessionTokenSigner {
  constructor(
    private readonly tokenIds: TokenIdGenerator,
    private readonly signer: TokenSigner,
    private readonly issuances: SessionRenewalRecorder,
  ) {}

  /** Resolves to the token once its record is committed, and to `null` when that was turned down. */
  async sign(
    grant: Grant,
    request: Pick<TokenRequest, 'contract' | 'source'>,
    renewal: Renewal,
  ): Promise<{ readonly id: TokenId; readonly text: string } | null> {
    const id = this.tokenIds.generate(grant.client.nowMs);
    const { text, kid } = await this.signer.sign(serializedClaims(claimsFor(grant, id)), grant.kind);
    return (await this.issuances.record({ id, kid }, grant, request, renewal)) ? { id, text } : null;
  }

  reloadKeys(): Promise<void> {
    return this.signer.reloadKeys();
  }
}
