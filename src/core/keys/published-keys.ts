/** A public key in the form of RFC 7517 (section 4, and RFC 7518 section 6.3.1). */
export interface PublicJwk {
  readonly kty: string;
  /** base64url. */
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'RS256';
}

/** The keys with which any API can verify the gateway's tokens. */
export interface KeySet {
  readonly keys: readonly PublicJwk[];
  /** Changes whenever the keys change, and is the same in every process. */
  readonly tag: string;
}

/**
 * The public halves of the key ring: next, active and retiring. Never a symmetric key, because its
 * holder could sign with it.
 */
export abstract class PublishedKeys {
  /**
   * Returns the current key set. Throws `Refusal('unavailable')` while the ring could not be read.
   */
  abstract current(): KeySet;
}
