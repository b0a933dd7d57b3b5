/** Compares a private key with a certificate: one signs, the other verifies. The key itself is never read again. */
import type { ReadCertificate } from './browser-certificate.ts';

/** `GivenKey`: an unencrypted private key, as it was in its file. */
export interface GivenKey {
  readonly label: 'PRIVATE KEY' | 'RSA PRIVATE KEY' | 'EC PRIVATE KEY';
  readonly der: Uint8Array<ArrayBuffer>;
}

const curves: Readonly<Record<string, readonly number[]>> = {
  'P-256': [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
  'P-384': [0x2b, 0x81, 0x04, 0x00, 0x22],
  'P-521': [0x2b, 0x81, 0x04, 0x00, 0x23],
};
const rsaEncryption = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const ecPublicKey = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/** A value of DER (X.690). */
const der = (tag: number, ...parts: readonly ArrayLike<number>[]): Uint8Array<ArrayBuffer> => {
  const content = parts.flatMap((part) => Array.from(part));
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
};

/** The older forms in PKCS#8 (RFC 5958), which is what browsers import. */
const pkcs8Of = (key: GivenKey, curve: string): Uint8Array<ArrayBuffer> => {
  if (key.label === 'PRIVATE KEY') return key.der;
  const algorithm =
    key.label === 'RSA PRIVATE KEY'
      ? der(0x30, der(0x06, rsaEncryption), der(0x05))
      : der(0x30, der(0x06, ecPublicKey), der(0x06, curves[curve] ?? []));
  return der(0x30, der(0x02, [0]), algorithm, der(0x04, key.der));
};

type Algorithms = readonly [
  forImport: RsaHashedImportParams | EcKeyImportParams | Algorithm,
  forUse: EcdsaParams | Algorithm,
];

const algorithmsOf = ({ algorithm }: ReadCertificate): Algorithms => {
  const { name, namedCurve = '' } = algorithm;
  if (name === 'ECDSA' || name === 'ECDH')
    return [
      { name: 'ECDSA', namedCurve },
      { name: 'ECDSA', hash: 'SHA-256' },
    ];
  if (name.startsWith('RS'))
    return [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, { name: 'RSASSA-PKCS1-v1_5' }];
  return [{ name }, { name }];
};

/** Resolves to whether a key belongs to a certificate. */
export const belongsTo = async (key: GivenKey, certificate: ReadCertificate): Promise<boolean> => {
  const [forImport, forUse] = algorithmsOf(certificate);
  const { subtle } = crypto;
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  try {
    const pkcs8 = pkcs8Of(key, certificate.algorithm.namedCurve ?? '');
    // Not extractable: no program can get it out of the browser again.
    const own = await subtle.importKey('pkcs8', pkcs8, forImport, false, ['sign']);
    const other = await subtle.importKey('spki', certificate.spki, forImport, false, ['verify']);
    return await subtle.verify(forUse, other, await subtle.sign(forUse, own, challenge), challenge);
  } catch {
    // A key of another kind cannot be imported as one of this certificate's.
    return false;
  }
};
