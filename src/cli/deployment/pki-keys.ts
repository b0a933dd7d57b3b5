/** Generates, reads and writes the keys of the development and test certificates, as PEM. */
import { createPrivateKey, webcrypto } from 'node:crypto';

export const keyTypes = ['rsa-2048', 'rsa-1024', 'rsa-4096', 'p256', 'p384', 'ed25519'] as const;
/** `rsa-1024` is for tests of weak keys only. */
export type KeyType = (typeof keyTypes)[number];

export interface KeyPair {
  readonly type: KeyType;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
}

const rsa = (modulusLength: number): webcrypto.RsaHashedKeyGenParams => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
});

const algorithms = {
  'rsa-1024': rsa(1024),
  'rsa-2048': rsa(2048),
  'rsa-4096': rsa(4096),
  p256: { name: 'ECDSA', namedCurve: 'P-256' },
  p384: { name: 'ECDSA', namedCurve: 'P-384' },
  // The name already implies the curve; the type of the parameters requires it all the same.
  ed25519: { name: 'Ed25519', namedCurve: 'Ed25519' },
} as const satisfies Record<KeyType, webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams>;

/** Returns how a key of this type signs: the name and, where it is not implied, the hash. */
export const signingAlgorithm = (type: KeyType): { name: string; hash?: string } => {
  const { name } = algorithms[type];
  return name === 'Ed25519' ? { name } : { name, hash: type === 'p384' ? 'SHA-384' : 'SHA-256' };
};

export const makeKeyPair = async (type: KeyType): Promise<KeyPair> => {
  const algorithm: webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams = algorithms[type];
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return { type, privateKey, publicKey };
};

/** Returns PKCS#8, PEM. */
export const keyToPem = async (key: webcrypto.CryptoKey): Promise<string> => {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
};

const typeOf = (key: ReturnType<typeof createPrivateKey>): KeyType => {
  const details = key.asymmetricKeyDetails ?? {};
  const name =
    key.asymmetricKeyType === 'rsa'
      ? `rsa-${details.modulusLength ?? 0}`
      : ({ prime256v1: 'p256', secp384r1: 'p384' }[details.namedCurve ?? ''] ?? key.asymmetricKeyType);
  const found = keyTypes.find((type) => type === name);
  if (found === undefined) throw new Error(`A ${String(name)} key is not one of ${keyTypes.join(', ')}.`);
  return found;
};

/**
 * Reads a private key that only signs. @throws Error when it is not PEM or not of one of `keyTypes`
 */
export const readPrivateKey = async (
  pem: string,
): Promise<{ type: KeyType; privateKey: webcrypto.CryptoKey }> => {
  const key = createPrivateKey(pem);
  const type = typeOf(key);
  const der = key.export({ format: 'der', type: 'pkcs8' });
  return {
    type,
    privateKey: await webcrypto.subtle.importKey('pkcs8', der, algorithms[type], false, ['sign']),
  };
};
