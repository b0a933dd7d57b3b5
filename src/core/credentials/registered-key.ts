import type { ClientId } from '../shared/ids.js';
import type { ClientJwk } from './client-jwk.js';

/**
 * The ways in which a client authenticates without a shared secret (RFC 7523 section 2.2, RFC 8705
 * section 2.1). A credential has neither until an operator registers a key.
 */
export const keyMethods = ['private_key_jwt', 'tls_client_auth'] as const;
export type KeyMethod = (typeof keyMethods)[number];

/**
 * `KeyRegistration`: what was registered. It takes the place of a secret of the credential, and ends
 * as one: docs/adr/0038-a-registered-key-is-a-secret-of-the-credential.md.
 */
export type KeyRegistration =
  | { readonly method: 'private_key_jwt'; readonly jwks: readonly ClientJwk[] }
  | { readonly method: 'private_key_jwt'; readonly jwksUri: string }
  | { readonly method: 'tls_client_auth'; readonly subjectDn: string };

/** Turns registrations into what is stored, and back. */
export abstract class RegisteredKeys {
  /** Returns what is stored, with an HMAC: an attacker without the pepper cannot make it. */
  abstract digest(clientId: ClientId, registration: KeyRegistration): string;
  /**
   * Returns the registration of this client; `null` for any other digest, and for one whose HMAC is
   * wrong.
   */
  abstract open(clientId: ClientId, digest: string): KeyRegistration | null;
  /** Returns the digest to store instead; `null` when the given one is under the current pepper. */
  abstract upgradedDigest(clientId: ClientId, digest: string): string | null;
  /** Returns what is wrong with a public key, in words; `null` when it can be used. */
  abstract problemOf(key: ClientJwk): string | null;
}
