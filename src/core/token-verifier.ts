import type { AccountId, ClientId, FamilyId, Fingerprint, SecretId, TokenId } from './ids.js';
import type { SigningAlgorithm } from './signing-key.js';

/** How a token is signed, and what its header calls it. */
export interface TokenKind {
  readonly algorithm: SigningAlgorithm;
  readonly typ: 'JWT' | 'at+jwt';
}

/** One sort of token: contracts.md section 8. A token of another sort is not accepted, whoever signed it. */
export interface TokenSort extends TokenKind {
  readonly audience: string;
}

/** The sorts of token that are for the APIs: those of every contract that is on, never those of operators. */
export class ApiTokens {
  constructor(readonly sorts: readonly TokenSort[]) {}
}

/** What a door accepts. */
export interface WantedToken {
  readonly sorts: readonly TokenSort[];
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
  /** The claim `sub` as it stands: the account, a user of it, or what the contract's sample has there. */
  readonly subject: string;
  readonly audience: string;
  /** The secret that it was obtained with; `null`: a user's password, or a refresh token. */
  readonly secretId: SecretId | null;
  /** The refresh family of a user's token; `null`: it is none. */
  readonly familyId: FamilyId | null;
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
