import { type CertificateId, type Fingerprint, fingerprintFrom } from '../shared/ids.js';

/**
 * The content of a certificate, parsed once.
 *
 * This folder owns what a client certificate is, and the ports that read, store and pack it; it
 * must never decide whether a certificate is accepted.
 */
export interface CertificateInfo {
  readonly fingerprint: Fingerprint;
  /** RFC 4514 order and escaping, e.g. `CN=loja,O=Loja Ltda,C=BR`. */
  readonly subject: string;
  readonly issuer: string;
  /** Hex, upper case. */
  readonly serialNumber: string;
  readonly key: PublicKeyInfo;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Object identifiers of the extended key usage; `null` when the certificate has none. */
  readonly extendedKeyUsage: readonly string[] | null;
  /** Whether its basic constraints say that it may sign certificates. */
  readonly isCa: boolean;
  /**
   * ICP-Brasil CNPJ of the holder (SAN otherName 2.16.76.1.3.3), upper case; `null` when there is
   * none.
   */
  readonly taxId: string | null;
}

/**
 * A public key. `name` is its usual name, e.g. `RSA-2048`, `P-256`, `Ed25519`. The certificate
 * reader decides whether it is `strong`.
 */
export interface PublicKeyInfo {
  readonly name: string;
  readonly strong: boolean;
}

/**
 * How a certificate reached the gateway. `handshake`: the client proved the private key to NGINX,
 * and `sslClientVerify` is NGINX's result (`$ssl_client_verify`) for the chain (`SUCCESS`, or `FAILED:` and OpenSSL's reason).
 * `header`: the client sent the certificate as a text, which proves nothing.
 */
export type CertificatePresentation =
  { readonly way: 'handshake'; readonly sslClientVerify: string } | { readonly way: 'header' };

export interface PresentedCertificate {
  readonly info: CertificateInfo;
  readonly presentation: CertificatePresentation;
}

/** The part of a presented certificate that is shown to a client that asks why it was refused. */
export type CertificateSummary = Pick<CertificateInfo, 'fingerprint' | 'subject' | 'notBefore' | 'notAfter'>;

/** A stored certificate: one that an operator linked to at least one account. */
export interface Certificate {
  readonly id: CertificateId;
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly keyType: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly taxId: string | null;
  readonly revokedAt: Date | null;
  /**
   * The reason in the words of RFC 5280 section 5.3.1; `null` while it is not revoked, or when no
   * reason was given.
   */
  readonly revokedReason: string | null;
}

/** Why no handshake accepts a certificate, whatever its chain is. */
export type HandshakeProblem =
  | 'explicit_curve'
  | 'no_client_auth'
  | 'no_signatures'
  | 'netscape_type'
  | 'unknown_critical_extension'
  | 'weak_signature';

/** `id-kp-clientAuth`, RFC 5280 section 4.2.1.12, and `anyExtendedKeyUsage`. */
const clientAuthUsage = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/**
 * Returns whether the certificate may authenticate a client. One without the extension may be used
 * for anything (RFC 5280 section 4.2.1.12).
 */
export const mayAuthenticateClients = (info: CertificateInfo): boolean =>
  info.extendedKeyUsage === null ||
  info.extendedKeyUsage.some((usage) => usage === clientAuthUsage || usage === anyUsage);

/** Returns `x5t#S256` of RFC 8705 section 3.1: the fingerprint's bytes in base64url. */
export const thumbprintOf = (fingerprint: Fingerprint): string => {
  const bytes = fingerprint.match(/../g) ?? [];
  const binary = bytes.map((hex) => String.fromCharCode(Number.parseInt(hex, 16))).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** Returns the fingerprint of a thumbprint; `null` when the text is not a thumbprint. */
export const fingerprintOfThumbprint = (thumbprint: string): Fingerprint | null => {
  if (!/^[A-Za-z0-9_-]{43}$/.test(thumbprint)) return null;
  const binary = atob(`${thumbprint.replaceAll('-', '+').replaceAll('_', '/')}=`);
  return fingerprintFrom(
    Array.from(binary, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(''),
  );
};
