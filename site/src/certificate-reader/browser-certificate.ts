/** Certificates and keys by what the browser itself can do (Web Crypto), and `@peculiar/x509` for what it cannot. */
// The package needs it before its first import.
import 'reflect-metadata';
import { BasicConstraintsExtension, ExtendedKeyUsageExtension, X509Certificate } from '@peculiar/x509';
import {
  type CertificateInfo,
  isKeyNameStrong,
} from '../../../clients/typescript/src/doctor/certificate-checks.js';

export interface ReadCertificate {
  readonly info: CertificateInfo;
  readonly der: Uint8Array<ArrayBuffer>;
  readonly algorithm: KeyAlgorithmOfCertificate;
  readonly spki: ArrayBuffer;
}

interface KeyAlgorithmOfCertificate {
  readonly name: string;
  readonly modulusLength?: number;
  readonly namedCurve?: string;
}

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

const digestOf = async (bytes: BufferSource): Promise<string> =>
  hexOf(await crypto.subtle.digest('SHA-256', bytes));

const keyNameOf = ({ name, modulusLength, namedCurve }: KeyAlgorithmOfCertificate): string =>
  modulusLength === undefined ? (namedCurve ?? name) : `RSA-${String(modulusLength)}`;

/** Resolves to what a certificate says; `null` for bytes that are none. */
export const readCertificate = async (der: Uint8Array<ArrayBuffer>): Promise<ReadCertificate | null> => {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    return null;
  }
  const spki = certificate.publicKey.rawData;
  const algorithm = certificate.publicKey.algorithm as KeyAlgorithmOfCertificate;
  const keyName = keyNameOf(algorithm);
  return {
    der,
    algorithm,
    spki,
    info: {
      subject: certificate.subject,
      issuer: certificate.issuer,
      fingerprint: await digestOf(der),
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      keyName,
      isKeyStrong: isKeyNameStrong(keyName),
      keyId: await digestOf(spki),
      isCa: certificate.getExtension(BasicConstraintsExtension)?.ca ?? false,
      extendedKeyUsage: certificate.getExtension(ExtendedKeyUsageExtension)?.usages.map(String) ?? null,
    },
  };
};
