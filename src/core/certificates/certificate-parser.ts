import type { CertificateInfo, HandshakeProblem } from './certificate.js';

/**
 * Parses certificates. Throws `Refusal('certificate_malformed')` for anything but one PEM
 * certificate.
 */
export abstract class CertificateParser {
  /** `encoded` is a header's value in a known format: a PEM, percent-encoded as in RFC 3986. */
  abstract readHeader(encoded: string): CertificateInfo;
  abstract readPem(pem: string): CertificateInfo;
  /**
   * Returns the SubjectPublicKeyInfo in DER, as OpenSSL writes it; `null` for a key that it cannot
   * read.
   */
  abstract publicKeyOf(pem: string): Uint8Array | null;
  /** Returns the SHA-256 of that, in hex; `null` for the same keys. */
  abstract publicKeyDigestOf(pem: string): string | null;
  /** Returns why no handshake accepts it, whatever its chain is; empty when one may. */
  abstract handshakeProblemsOf(pem: string): readonly HandshakeProblem[];
  /** Compares names and key identifiers, and verifies the signature. */
  abstract isIssuedBy(pem: string, issuerPem: string): boolean;
}
