import { createPrivateKey, createSecretKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { KeySmith, type SealedThing } from '../core/key-smith.js';
import type { NewKey, SigningAlgorithm } from '../core/signing-key.js';
import type { Sealer } from './seal.js';

const hmacKeyBytes = 32;
const rsaModulusBits = 2048;
const kidBytes = 8;

/** They keep HMAC and RSA keys in kid spaces of their own: one can never be taken for the other. */
const kidPrefixes = { HS256: 'hs-', RS256: 'rs-' } as const satisfies Record<SigningAlgorithm, string>;

const generate = promisify(generateKeyPair);

/** Material as it is sealed: an HMAC key's bytes, an RSA key's PKCS#8 in DER. */
const materials: Readonly<Record<SigningAlgorithm, () => Promise<Buffer>>> = {
  HS256: () => Promise.resolve(randomBytes(hmacKeyBytes)),
  RS256: async () => {
    const { privateKey } = await generate('rsa', { modulusLength: rsaModulusBits });
    return privateKey.export({ type: 'pkcs8', format: 'der' });
  },
};

/** Makes signing keys, and opens them. */
export class KeyMaker extends KeySmith {
  /** `sealer` is asked for when it is first needed: whoever makes no key needs no master key. */
  constructor(private readonly sealer: () => Sealer) {
    super();
  }

  async make(algorithm: SigningAlgorithm): Promise<NewKey> {
    const kid = `${kidPrefixes[algorithm]}${randomBytes(kidBytes).toString('hex')}`;
    const named = { kid, algorithm, use: 'sig' };
    return { ...named, sealed: this.sealer().seal(await materials[algorithm](), labelOf(named)) };
  }

  reseal({ sealed, label }: SealedThing): Uint8Array | null {
    return this.sealer().reseal(Buffer.from(sealed), label);
  }

  /** The key that signs: a secret or a private one. Throws `Unusable` when no known master key opens it. */
  open(key: NewKey): KeyObject {
    const material = this.sealer().open(Buffer.from(key.sealed), labelOf(key));
    if (key.algorithm === 'HS256') return createSecretKey(material);
    return createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
  }
}

const labelOf = ({ kid, algorithm, use }: Pick<NewKey, 'kid' | 'algorithm' | 'use'>): string =>
  `${kid}|${algorithm}|${use}`;
