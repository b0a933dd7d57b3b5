import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { type CertificateInfo, isKeyNameStrong } from './certificate-checks.js';

const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** Returns the usual name of a key. */
const nameOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string => {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'rsa' || asymmetricKeyType === 'rsa-pss') return `RSA-${modulusLength}`;
  if (asymmetricKeyType === 'ec') return curves[namedCurve] ?? (namedCurve || 'EC');
  return asymmetricKeyType === 'ed25519' ? 'Ed25519' : (asymmetricKeyType ?? 'unknown');
};

/** Returns what names a public key, whatever file it came from. */
export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

/** The name in one line, as RFC 4514 writes it: the last part first. */
const inOneLine = (name: string | undefined): string => (name ?? '').split('\n').reverse().join(',');

/** Returns what a certificate says; `null` for bytes that are none. */
export const certificateInfoOf = (der: Uint8Array): CertificateInfo | null => {
  try {
    const certificate = new X509Certificate(der);
    const keyName = nameOf(certificate.publicKey);
    // Contrary to its type, it is undefined without the extension.
    const usage: unknown = certificate.keyUsage;
    return {
      subject: inOneLine(certificate.subject),
      issuer: inOneLine(certificate.issuer),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      notBefore: new Date(certificate.validFrom),
      notAfter: new Date(certificate.validTo),
      keyName,
      isKeyStrong: isKeyNameStrong(keyName),
      keyId: keyIdOf(certificate.publicKey),
      isCa: certificate.ca,
      extendedKeyUsage: Array.isArray(usage) ? usage.map(String) : null,
    };
  } catch {
    return null;
  }
};
