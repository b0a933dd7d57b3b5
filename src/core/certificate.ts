import { type CertificateId, type Fingerprint, fingerprintFrom } from './ids.js';

/** What a certificate says of itself, parsed once. */
export interface CertificateFacts {
  readonly fingerprint: Fingerprint;
  /** RFC 4514 order and escaping, e.g. `CN=loja,O=Loja Ltda,C=BR`. */
  readonly subject: string;
  readonly issuer: string;
  /** Hex, upper case. */
  readonly serial: string;
  readonly key: PublicKeyFacts;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Object identifiers of the extended key usage; `null` when the certificate has none. */
  readonly extendedKeyUsage: readonly string[] | null;
  /** Whether its basic constraints say that it may sign certificates. */
  readonly isAuthority: boolean;
  /** ICP-Brasil CNPJ of the holder (SAN otherName 2.16.76.1.3.3), upper case; `null` when there is none. */
  readonly taxId: string | null;
}

/** `name` is what people call it, e.g. `RSA-2048`, `P-256`, `Ed25519`; `strong` is decided where keys are understood. */
export interface PublicKeyFacts {
  readonly name: string;
  readonly strong: boolean;
}

/**
 * How a certificate reached us. `handshake`: NGINX saw a proof of the private key, and `verdict` is what it thinks of the
 * chain (`SUCCESS`, or `FAILED:` and OpenSSL's reason). `header`: somebody sent a text, which proves nothing.
 */
export type Presentation =
  { readonly way: 'handshake'; readonly verdict: string } | { readonly way: 'header' };

export interface PresentedCertificate {
  readonly facts: CertificateFacts;
  readonly presentation: Presentation;
}

/** What of a presented certificate is told to whoever asks why it was refused. */
export type ShownCertificate = Pick<CertificateFacts, 'fingerprint' | 'subject' | 'notBefore' | 'notAfter'>;

/** A certificate as kept: what an operator linked to at least one account. */
export interface Certificate {
  readonly id: CertificateId;
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly keyType: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly taxId: string | null;
  readonly revokedAt: Date | null;
  /** Why, in the words of RFC 5280 section 5.3.1; `null` while it is not revoked, or nobody said. */
  readonly revokedReason: string | null;
}

/** `id-kp-clientAuth`, RFC 5280 section 4.2.1.12, and `anyExtendedKeyUsage`. */
const clientAuthUsage = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/** A certificate without the extension may be used for anything (RFC 5280 section 4.2.1.12). */
export const mayAuthenticateClients = (facts: CertificateFacts): boolean =>
  facts.extendedKeyUsage === null ||
  facts.extendedKeyUsage.some((usage) => usage === clientAuthUsage || usage === anyUsage);

/** `x5t#S256` of RFC 8705 section 3.1: the fingerprint's bytes in base64url. */
export const thumbprintOf = (fingerprint: Fingerprint): string => {
  const bytes = fingerprint.match(/../g) ?? [];
  const binary = bytes.map((hex) => String.fromCharCode(Number.parseInt(hex, 16))).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
};

/** The way back; `null` for what is no thumbprint. */
export const fingerprintOfThumbprint = (thumbprint: string): Fingerprint | null => {
  if (!/^[A-Za-z0-9_-]{43}$/.test(thumbprint)) return null;
  const binary = atob(`${thumbprint.replaceAll('-', '+').replaceAll('_', '/')}=`);
  return fingerprintFrom(
    Array.from(binary, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(''),
  );
};
