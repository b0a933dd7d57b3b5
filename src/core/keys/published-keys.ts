import type { PublishedAlgorithm } from './signing-key.js';

/** What every public key has, RFC 7517 section 4. */
interface PublicKeyNames<Algorithm extends PublishedAlgorithm> {
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: Algorithm;
}

/** RFC 7518 section 6.3.1; the numbers in base64url. */
export interface RsaPublicJwk extends PublicKeyNames<'RS256'> {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
}

/** RFC 7518 section 6.2.1; the coordinates in base64url. */
export interface EcPublicJwk extends PublicKeyNames<'ES256'> {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export type PublicJwk = RsaPublicJwk | EcPublicJwk;

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
