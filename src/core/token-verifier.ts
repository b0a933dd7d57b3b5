import type { AccountId, ClientId, Fingerprint, SecretId, TokenId } from './ids.js';
import type { SigningAlgorithm } from './signing-key.js';

/** One sort of token: contracts.md section 8. A token of another sort is not accepted, whoever signed it. */
export interface TokenKind {
  readonly algorithm: SigningAlgorithm;
  readonly typ: 'JWT' | 'at+jwt';
}

/** What a door accepts. */
export interface WantedToken {
  readonly audience: string;
  readonly kinds: readonly TokenKind[];
  /**
   * The certificate whose key the TLS handshake of THIS connection proved; `null`: none; `any`: the connection is not that on
   * which the token is used, somebody only asks about it.
   */
  readonly certificate: Fingerprint | null | 'any';
}

/** What a good token says. */
export interface VerifiedToken {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  /** The secret that it was obtained with. */
  readonly secretId: SecretId;
  readonly scopes: readonly string[];
  /** The certificate that it is bound to; `null`: to none. */
  readonly boundTo: Fingerprint | null;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
}

/**
 * Verifies our own tokens: signature, times, issuer, audience, kind, binding, revocations. Holds no state of its own and asks
 * no database. Throws `TokenRefusal`, or `Refusal('unavailable')` when the revocations were not read for too long.
 */
export abstract class TokenVerifier {
  abstract verify(token: string, wanted: WantedToken): VerifiedToken;
}
