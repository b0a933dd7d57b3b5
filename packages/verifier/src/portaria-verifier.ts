import { compactVerify } from 'jose';
import { bearerTokenOf } from './bearer-token.js';
import { certificateFingerprintOf } from './certificate-fingerprint.js';
import type { Introspection } from './introspection.js';
import type { KeySet } from './key-set.js';
import { type CertificateFrom, type NodeRequest, presentedIn } from './node-request.js';
import type { PresentedToken } from './presented-token.js';
import { checkedScopes } from './scopes.js';
import { understoodClaims, type WantedToken } from './token-claims.js';
import { TokenError } from './token-error.js';
import { type TokenParts, tokenPartsOf } from './token-parts.js';
import type { VerifiedToken } from './verified-token.js';
import { Verifier } from './verifier.js';

export interface VerifierParts {
  readonly wanted: WantedToken;
  readonly keys: KeySet;
  /** `null`: nobody is asked, and tokens whose signature cannot be checked here are not taken. */
  readonly introspection: Introspection | null;
  /** Whether the gateway is asked also where the signature can be checked here. */
  readonly alwaysAsk: boolean;
  readonly certificateFrom: CertificateFrom;
  readonly onRefused: (reason: TokenError) => void;
}

/** The line that every token takes. What costs least and needs no network comes first. */
export class PortariaVerifier extends Verifier {
  constructor(private readonly parts: VerifierParts) {
    super();
  }

  verify(presented: PresentedToken): Promise<VerifiedToken> {
    return this.told(() => this.judged(presented));
  }

  verifyRequest(request: NodeRequest, requiredScopes: readonly string[] = []): Promise<VerifiedToken> {
    return this.told(() =>
      this.judged({ ...presentedIn(request, this.parts.certificateFrom), requiredScopes }),
    );
  }

  private async told(work: () => Promise<VerifiedToken>): Promise<VerifiedToken> {
    try {
      return await work();
    } catch (reason) {
      if (reason instanceof TokenError) this.parts.onRefused(reason);
      throw reason;
    }
  }

  private async judged(presented: PresentedToken): Promise<VerifiedToken> {
    const requiredScopes = checkedScopes(presented.requiredScopes ?? []);
    const token = tokenPartsOf(presented.token ?? bearerTokenOf(presented.authorization));
    // Of a signature that the gateway checks nothing is known yet here. What the claims say then can only be a reason not to ask.
    if (token.algorithm === 'RS256') await this.checkSignature(token);
    const understood = understoodClaims(token.claims, this.parts.wanted, Date.now());
    const verifiedBy = await this.confirmed(token, understood.tokenId);
    checkBinding(understood.certificateFingerprint, presented.certificate);
    checkScopes(understood.scopes, requiredScopes);
    return { ...understood, verifiedBy };
  }

  /** The algorithm is said once more: the key set decides which key, never what kind of key (RFC 8725 section 3.1). */
  private async checkSignature({ text }: TokenParts): Promise<void> {
    try {
      await compactVerify(text, this.parts.keys.keyFor, { algorithms: ['RS256'] });
    } catch (cause) {
      if (cause instanceof TokenError) throw cause;
      throw new TokenError('invalid_token', 'its signature is not right', { cause });
    }
  }

  /** An answer speaks of the very text that was asked about, so that the claims above are the gateway's. */
  private async confirmed(token: TokenParts, tokenId: string): Promise<VerifiedToken['verifiedBy']> {
    const { introspection, alwaysAsk } = this.parts;
    if (token.algorithm === 'RS256' && !alwaysAsk) return 'signature';
    if (!introspection) throw new TokenError('invalid_token', 'it is HS256, and no introspection is set up');
    await introspection.confirm(token.text, tokenId);
    return 'introspection';
  }
}

/** RFC 8705 section 3: somebody else's token is of no use without the private key of its certificate. */
const checkBinding = (boundTo: string | null, certificate: PresentedToken['certificate']): void => {
  if (boundTo === null) return;
  const shown = certificateFingerprintOf(typeof certificate === 'function' ? certificate() : certificate);
  if (shown === null)
    throw new TokenError('invalid_token', 'it is bound to a certificate, and none was shown');
  if (shown !== boundTo) throw new TokenError('invalid_token', 'it is bound to another certificate');
};

const checkScopes = (scopes: readonly string[], required: readonly string[]): void => {
  const missing = required.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    throw new TokenError('insufficient_scope', `it has not ${missing.join(' ')}`, { scopes: required });
};
