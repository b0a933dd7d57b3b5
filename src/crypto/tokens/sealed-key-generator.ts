import { createPrivateKey, createSecretKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { KeyGenerator, type SealedMaterial } from '../../core/keys/key-generator.js';
import {
  type KeyUse,
  type NewKey,
  recordedKeyUses,
  type SigningAlgorithm,
} from '../../core/keys/signing-key.js';
import type { Sealer } from '../sealer.js';

const hmacKeyBytes = 32;
const rsaModulusBits = 2048;
const kidBytes = 8;

/** Each algorithm has its own kid prefix, so that a key is never taken for one of another; so has a use. */
const kidPrefixes: Readonly<Record<SigningAlgorithm, string>> = {
  HS256: 'hs-',
  RS256: 'rs-',
  ES256: 'es-',
};
const operatorKidPrefix = 'admin-';

const generate = promisify(generateKeyPair);

/**
 * Generates the material that is sealed: the bytes of an HMAC key, or the PKCS#8 of a private key
 * in DER.
 */
const materials: Readonly<Record<SigningAlgorithm, () => Promise<Buffer>>> = {
  HS256: () => Promise.resolve(randomBytes(hmacKeyBytes)),
  RS256: async () => {
    const { privateKey } = await generate('rsa', { modulusLength: rsaModulusBits });
    return privateKey.export({ type: 'pkcs8', format: 'der' });
  },
  ES256: async () => {
    const { privateKey } = await generate('ec', { namedCurve: 'P-256' });
    return privateKey.export({ type: 'pkcs8', format: 'der' });
  },
};

/** Generates signing keys, and opens sealed ones. */
export class SealedKeyGenerator extends KeyGenerator {
  /**
   * `sealer` is called only when it is first needed: a process that generates no key needs no
   * master key.
   */
  constructor(private readonly sealer: () => Sealer) {
    super();
  }

  masterKeyId(): string {
    return this.sealer().masterKeyId;
  }

  async make(algorithm: SigningAlgorithm, use: KeyUse = 'merchant'): Promise<NewKey> {
    const prefix = use === 'operator' ? operatorKidPrefix : kidPrefixes[algorithm];
    const kid = `${prefix}${randomBytes(kidBytes).toString('hex')}`;
    const named = { kid, algorithm, use };
    return { ...named, sealed: this.sealer().seal(await materials[algorithm](), labelOf(named)) };
  }

  reseal({ sealed, label }: SealedMaterial): Uint8Array | null {
    return this.sealer().reseal(Buffer.from(sealed), label);
  }

  /**
   * Opens the key that signs: a secret key or a private key. Throws `DeploymentError` when no known master
   * key opens it.
   */
  open(key: NewKey): KeyObject {
    const material = this.sealer().open(Buffer.from(key.sealed), labelOf(key));
    if (key.algorithm === 'HS256') return createSecretKey(material);
    return createPrivateKey({ key: material, format: 'der', type: 'pkcs8' });
  }
}

const labelOf = ({ kid, algorithm, use }: Pick<NewKey, 'kid' | 'algorithm' | 'use'>): string =>
  `${kid}|${algorithm}|${recordedKeyUses[use]}`;
