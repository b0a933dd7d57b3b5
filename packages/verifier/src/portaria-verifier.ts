import { compactVerify } from 'jose';
import { bearerTokenOf } from './bearer-token.js';
import { certificateFingerprintOf } from './certificate-fingerprint.js';
import type { Introspection } from './introspection.js';
import type { KeySet } from './key-set.js';
import { type CertificateFrom, type NodeRequest, presentedIn } from './node-request.js';
import type { PresentedToken } from './presented-token.js';
import { checkedScopes } from './scopes.js';
import { type TokenExpectation, understoodClaims } from './token-claims.js';
import { TokenError } from './token-error.js';
import { type TokenParts, tokenPartsOf } from './token-parts.js';
import type { VerifiedToken } from './verified-token.js';
import { Verifier } from './verifier.js';

export interface VerifierParts {
  readonly wanted: TokenExpectation;
  readonly keys: KeySet;
  /**
   * `null`: the gateway is not asked, and tokens whose signature cannot be checked here are
   * refused.
   */
  readonly introspection: Introspection | null;
  /** Whether the gateway is asked even when the signature can be checked here. */
  readonly alwaysAsk: boolean;
  readonly certificateFrom: CertificateFrom;
  readonly onRefused: (reason: TokenError) => void;
}

/** Checks a token, step by step. The cheap checks that need no network come first. */
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
    // An HS256 signature is checked by the gateway, so nothing about it is known yet. Until then
    // the claims can only be a reason not to ask.
    if (token.algorithm !== 'HS256') await this.checkSignature(token);
    const understood = understoodClaims(token.claims, this.parts.wanted, Date.now());
    const verifiedBy = await this.confirmed(token, understood.tokenId);
    checkBinding(understood.certificateFingerprint, presented.certificate);
    checkScopes(understood.scopes, requiredScopes);
    return { ...understood, verifiedBy };
  }

  /**
   * Checks the signature. The algorithm is fixed again here, and the key set has each key under its
   * one algorithm: a token cannot have a key used for another (RFC 8725 section 3.1).
   */
  private async checkSignature({ text, algorithm }: TokenParts): Promise<void> {
    try {
      await compactVerify(text, this.parts.keys.keyFor, { algorithms: [algorithm] });
    } catch (cause) {
      if (cause instanceof TokenError) throw cause;
      throw new TokenError('invalid_token', 'its signature is not right', { cause });
    }
  }

  /**
   * Asks the gateway where that is needed. The answer is about the same text that was parsed, so
   * the claims are the gateway's.
   */
  private async confirmed(token: TokenParts, tokenId: string): Promise<VerifiedToken['verifiedBy']> {
    const { introspection, alwaysAsk } = this.parts;
    if (token.algorithm !== 'HS256' && !alwaysAsk) return 'signature';
    if (!introspection) throw new TokenError('invalid_token', 'it is HS256, and no introspection is set up');
    await introspection.confirm(token.text, tokenId);
    return 'introspection';
  }
}

/**
 * Checks the binding, RFC 8705 section 3: a stolen token is useless without the private key of its
 * certificate.
 */
const checkBinding = (boundTo: string | null, certificate: PresentedToken['certificate']): void => {
  if (boundTo === null) return;
  const shown = certificateFingerprintOf(typeof certificate === 'function' ? certificate() : certificate);
  if (shown === null)
    throw unbound('it is bound to a certificate, and none was presented', 'no client certificate');
  if (shown !== boundTo) throw unbound('it is bound to another certificate', 'another one');
};

/**
 * Says what is wrong in the gateway's words: the caller can read the binding in the token (`cnf`), and
 * a forgotten certificate is the commonest mistake after the first token.
 */
const unbound = (detail: string, seen: string): TokenError =>
  new TokenError('invalid_token', detail, {
    description:
      `The token is bound to a client certificate, and this connection presented ${seen}. ` +
      'Call the API with the certificate that the token was requested with.',
  });

const checkScopes = (scopes: readonly string[], required: readonly string[]): void => {
  const missing = required.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0)
    throw new TokenError('insufficient_scope', `it lacks the scope ${missing.join(' ')}`, {
      scopes: required,
    });
};
