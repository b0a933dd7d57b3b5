import { hash } from 'node:crypto';
import { type KeySet, type PublicJwk, PublishedKeys } from '../../core/keys/published-keys.js';
import { publishedAlgorithms } from '../../core/keys/signing-key.js';
import type { KeyRing, PublishedKey } from './key-ring.js';

/** The published key set, read from the key ring. */
export class RingKeySet extends PublishedKeys {
  constructor(private readonly ring: KeyRing) {
    super();
  }

  current(): KeySet {
    const published = this.ring.published();
    const keys = publishedAlgorithms.flatMap((algorithm) =>
      published
        .filter((key) => key.algorithm === algorithm)
        .map(jwkOf)
        .sort((one, other) => (one.kid < other.kid ? -1 : 1)),
    );
    return { keys, tag: hash('sha256', JSON.stringify(keys), 'base64url') };
  }
}

/** Copies field by field, so that nothing but these public fields is ever published. */
const jwkOf = ({ kid, algorithm, key }: PublishedKey): PublicJwk => {
  const { n = '', e = '', x = '', y = '' } = key.export({ format: 'jwk' });
  return algorithm === 'RS256'
    ? { kty: 'RSA', n, e, kid, use: 'sig', alg: algorithm }
    : { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: algorithm };
};
