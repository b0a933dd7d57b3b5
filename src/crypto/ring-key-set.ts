import { hash } from 'node:crypto';
import { type KeySet, type PublicJwk, PublishedKeys } from '../core/keys/published-keys.js';
import type { KeyRing, SigningKey } from './key-ring.js';

/** The published key set, read from the key ring. */
export class RingKeySet extends PublishedKeys {
  constructor(private readonly ring: KeyRing) {
    super();
  }

  current(): KeySet {
    const keys = this.ring
      .published()
      .map(jwkOf)
      .sort((one, other) => (one.kid < other.kid ? -1 : 1));
    return { keys, tag: hash('sha256', JSON.stringify(keys), 'base64url') };
  }
}

/** Copies field by field, so that nothing but these public fields is ever published. */
const jwkOf = ({ kid, key }: SigningKey): PublicJwk => {
  const { kty = '', n = '', e = '' } = key.export({ format: 'jwk' });
  return { kty, n, e, kid, use: 'sig', alg: 'RS256' };
};
