import { hash, type KeyObject, X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type {
  CertificateInfo,
  HandshakeProblem,
  PublicKeyInfo,
} from '../../core/certificates/certificate.js';
import { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { fingerprintFrom } from '../../core/shared/ids.js';
import { derOfHeader } from './certificate-header.js';
import { derOfPem, malformed } from './der-of-pem.js';
import { handshakeProblemsOf } from './handshake-problems.js';
import { cnpjOf } from './icp-brasil.js';
import { keyInfoOf } from './key-strength.js';

/**
 * The total length of the headers whose certificates are cached: some 5,000 usual ones, or fewer
 * with long names.
 */
const cachedCharactersMax = 16_000_000;

/**
 * Reads certificates with `node:crypto`.
 *
 * This folder owns the reading, judging and signing of X.509 certificates and their requests; it must never trust a
 * chain: NGINX verifies it in the handshake.
 *
 * The content of a header never changes, so a parsed
 * certificate is cached under the header's SHA-256: parsing takes some 280 us, the hash 4. What may
 * change (link, revocation) is never cached.
 */
export class X509Parser extends CertificateParser {
  readonly #parsed = new LRUCache<string, CertificateInfo>({ maxSize: cachedCharactersMax });

  readHeader(encoded: string): CertificateInfo {
    const key = hash('sha256', encoded, 'base64');
    const known = this.#parsed.get(key);
    if (known) return known;
    const info = infoIn(derOfHeader(encoded));
    this.#parsed.set(key, info, { size: encoded.length });
    return info;
  }

  readPem(pem: string): CertificateInfo {
    return infoIn(derOfPem(pem));
  }

  isIssuedBy(pem: string, issuerPem: string): boolean {
    try {
      const [certificate, issuer] = [parse(derOfPem(pem)), parse(derOfPem(issuerPem))];
      return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
    } catch {
      return false; // no client trusts a signature by a key, or a certificate, that cannot be read
    }
  }

  handshakeProblemsOf(pem: string): readonly HandshakeProblem[] {
    return handshakeProblemsOf(derOfPem(pem));
  }

  publicKeyDigestOf(pem: string): string | null {
    const key = this.publicKeyOf(pem);
    return key && hash('sha256', key);
  }

  publicKeyOf(pem: string): Buffer | null {
    const certificate = parse(derOfPem(pem));
    try {
      return certificate.publicKey.export({ format: 'der', type: 'spki' });
    } catch {
      return null;
    }
  }
}

const parse = (der: Buffer): X509Certificate => {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw malformed(`the DER is not a certificate: ${String(cause)}`);
  }
};

const infoIn = (der: Buffer): CertificateInfo => {
  const certificate = parse(der);
  // OpenSSL stops at the end of the certificate. Bytes after it would give one certificate many
  // texts.
  if (certificate.raw.length !== der.length)
    throw malformed('there are bytes after the end of the certificate');
  return certificateInfoOf(certificate, der);
};

const certificateInfoOf = (certificate: X509Certificate, der: Buffer): CertificateInfo => {
  const fingerprint = fingerprintFrom(certificate.fingerprint256);
  const [notBefore, notAfter] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (!fingerprint || Number.isNaN(notBefore.getTime()) || Number.isNaN(notAfter.getTime())) {
    throw malformed('the validity of the certificate cannot be read');
  }
  return {
    fingerprint,
    subject: inOneLine(certificate.subject),
    issuer: inOneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    key: keyInfo(certificate),
    notBefore,
    notAfter,
    extendedKeyUsage: extendedKeyUsageOf(certificate),
    isCa: certificate.ca,
    taxId: certificate.subjectAltName?.includes('othername') ? taxIdOf(der) : null,
  };
};

/**
 * Returns the extended key usage. Node calls it `keyUsage`; contrary to its type it is undefined
 * when the extension is missing.
 */
const extendedKeyUsageOf = ({ keyUsage }: { readonly keyUsage?: string[] }): string[] | null =>
  keyUsage ?? null;

/**
 * Writes a distinguished name in one line. OpenSSL gives one RDN per line, first to last, escaped
 * as in RFC 2253; RFC 4514 wants the last one first.
 */
const inOneLine = (name: string | undefined): string => (name ?? '').split('\n').reverse().join(',');

const taxIdOf = (der: Buffer): string | null => {
  try {
    return cnpjOf(der);
  } catch {
    return null; // a name that cannot be read carries no CNPJ
  }
};

const keyInfo = (certificate: X509Certificate): PublicKeyInfo => {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    return { name: 'unknown', strong: false };
  }
  return keyInfoOf(key);
};
