/** The content of a token that was accepted. */
export interface VerifiedToken {
  /** The account for which the caller acts. */
  readonly accountId: string;
  /** The claim `sub`: the account, or the user of a token that a user got. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** The claim `jti`, by which a token is revoked and found in the gateway's records. */
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /**
   * SHA-256 of the certificate that the token is bound to and that this caller presented, 64
   * lower-case hex digits; `null` when the token is not bound.
   */
  readonly certificateFingerprint: string | null;
  /**
   * Whether the gateway was asked, so that a revocation would have been noticed, or only the
   * signature was checked.
   */
  readonly verifiedBy: 'signature' | 'introspection';
  /** All claims, as they were signed. */
  readonly claims: Readonly<Record<string, unknown>>;
}
