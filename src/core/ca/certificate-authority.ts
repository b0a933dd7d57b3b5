/**
 * The gateway's own certificate authority: how it is stored, and what it can be asked to do.
 *
 * This folder owns the ports of that authority; it must never show its private key.
 */
import type { CertificateInfo, PublicKeyInfo } from '../certificates/certificate.js';
import type { Secret } from '../credentials/secret.js';
import type { Fingerprint } from '../shared/ids.js';

export const caKeyTypes = ['p-256', 'p-384', 'rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
export type CaKeyType = (typeof caKeyTypes)[number];

/** An authority that is not stored yet. */
export interface NewCa {
  readonly info: CertificateInfo;
  /** The authority's own certificate. */
  readonly pem: string;
  /** The certificates of its issuers, nearest first; empty for a root. */
  readonly chain: string;
  /**
   * The private key (PKCS#8), sealed under the master key, with a label that is bound to the
   * fingerprint.
   */
  readonly sealed: Uint8Array;
}

/**
 * A stored authority. Only one of them signs certificates; the previous ones go on signing their
 * lists of revoked certificates.
 */
export interface StoredCa extends Omit<NewCa, 'info'> {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly keyType: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly createdAt: Date;
  /** When it was retired; `null` for the one that signs. */
  readonly retiredAt: Date | null;
}

export interface CaParameters {
  /** The common name. */
  readonly name: string;
  readonly keyType: CaKeyType;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A client certificate to be signed. Of a certificate request it takes only the key. */
export interface CertificateParameters {
  readonly subject: CertificateSubject;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /**
   * Where the list of revoked certificates can be fetched; `null` leaves the address out of the
   * certificate.
   */
  readonly crlUrl: string | null;
}

export interface CertificateSubject {
  readonly commonName: string;
  readonly organization: string;
  /** CNPJ, 14 characters. */
  readonly taxId: string | null;
}

/**
 * The reasons of RFC 5280 section 5.3.1, except those that are for authorities or can be undone.
 */
export const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
] as const;
export type RevocationReason = (typeof revocationReasons)[number];

export interface RevokedCertificate {
  /** Hex. */
  readonly serialNumber: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

/** A list of revoked certificates to be signed, RFC 5280 section 5. */
export interface CrlParameters {
  /** Rises with every list of the authority. */
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedCertificate[];
}

/**
 * Makes authorities and signs with them. Throws `ManagementError`, which never contains any part of
 * a private key.
 */
export abstract class CertificateAuthority {
  abstract make(order: CaParameters): Promise<NewCa>;
  /**
   * Imports an authority that was made elsewhere: its certificate, its issuers, and its private
   * key in PEM.
   */
  abstract importCa(info: CertificateInfo, pems: readonly string[], key: Secret): Promise<NewCa>;
  /** Returns the signed certificate in PEM. */
  abstract sign(ca: StoredCa, order: CertificateParameters): Promise<string>;
  /** Returns the signed list in DER. */
  abstract signCrl(ca: StoredCa, order: CrlParameters): Promise<Uint8Array>;
}

/**
 * The part of a certificate signing request (RFC 2986) that is used: the key, whose possession the
 * request proves.
 */
export interface CertificateRequest {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly key: PublicKeyInfo;
}

/**
 * Reads certificate signing requests. Throws `ManagementError`: `invalid` for anything but one PEM
 * request, `refused` for a key that is weak or absurd, or for a request that does not prove
 * possession of its key.
 */
export abstract class CsrParser {
  abstract read(pem: string): Promise<CertificateRequest>;
}
