import type { SigningAlgorithm } from '../keys/signing-key.js';
import type { AccountId, ClientId, FamilyId, Fingerprint, SecretId, TokenId } from '../shared/ids.js';
import type { OperatorSession } from './operator-session.js';

/** How a token is signed, and the type in its header. */
export interface TokenKind {
  readonly algorithm: SigningAlgorithm;
  readonly typ: 'JWT' | 'at+jwt';
}

/**
 * One token profile: docs/reference/contracts/README.md. A token of another profile is not accepted, whichever
 * key signed it.
 */
export interface TokenProfile extends TokenKind {
  readonly audience: string;
}

/** The token profiles for the APIs: those of every enabled contract, never those of operators. */
export class ApiTokenProfiles {
  constructor(readonly profiles: readonly TokenProfile[]) {}
}

/** Which tokens a caller accepts. */
export interface TokenExpectation {
  readonly profiles: readonly TokenProfile[];
  /**
   * The certificate whose key the TLS handshake of THIS connection proved; `null` for none. `any`:
   * the token is not used on this connection, the caller only asks about it.
   */
  readonly certificateFingerprint: Fingerprint | null | 'any';
  /** Why NGINX did not accept the certificate of this connection, for the message; `null` when it did, or when there is none. */
  readonly certificateProblem?: string | null;
}

/** The content of a valid token. */
export interface VerifiedToken {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  /**
   * The claim `sub` unchanged: the account, a user of it, or what the contract's sample has there.
   */
  readonly subject: string;
  readonly audience: string;
  /**
   * The secret that the token was obtained with; `null` for a user's password or a refresh token.
   */
  readonly secretId: SecretId | null;
  /** The refresh family of a user's token; `null` for a token that is not a user's. */
  readonly familyId: FamilyId | null;
  /** The session of a renewed operator token; `null` for every token that was requested. */
  readonly session: OperatorSession | null;
  readonly scopes: readonly string[];
  /** The certificate that the token is bound to; `null` when it is not bound. */
  readonly boundTo: Fingerprint | null;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
}

/**
 * Verifies the gateway's own tokens: signature, times, issuer, audience, kind, binding,
 * revocations. It asks no database. Throws `BearerTokenError`, or `Refusal('unavailable')` when the
 * revocations were not read for too long.
 */
export abstract class TokenVerifier {
  abstract verify(token: string, wanted: TokenExpectation): VerifiedToken;
}
