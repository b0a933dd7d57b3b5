/** A public key as RFC 7517 writes it (section 4, and RFC 7518 section 6.3.1). */
export interface PublicJwk {
  readonly kty: string;
  /** base64url. */
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'RS256';
}

/** The keys by which anybody may verify our tokens. */
export interface KeySet {
  readonly keys: readonly PublicJwk[];
  /** Another one whenever the keys are others; the same in every process. */
  readonly tag: string;
}

/** The public halves of the key ring: next, active and retiring. Never a symmetric key: that one signs as well. */
export abstract class PublishedKeys {
  /** Throws `Refusal('unavailable')` while the ring could not be read. */
  abstract current(): KeySet;
}
