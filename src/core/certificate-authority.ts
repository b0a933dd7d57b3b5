/** The gateway's own certificate authority: what is kept of it, and what it is asked to do. */
import type { CertificateFacts, PublicKeyFacts } from './certificate.js';
import type { Fingerprint } from './ids.js';
import type { Secret } from './secret.js';

export const authorityKeyTypes = ['p-256', 'p-384', 'rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
export type AuthorityKeyType = (typeof authorityKeyTypes)[number];

/** An authority on its way into the books. */
export interface NewAuthority {
  readonly facts: CertificateFacts;
  /** Its own certificate. */
  readonly pem: string;
  /** The certificates above it, nearest first; empty for a root. */
  readonly chain: string;
  /** The private key (PKCS#8), sealed under the master key, its label bound to the fingerprint. */
  readonly sealed: Uint8Array;
}

/** An authority as kept. Of all, one signs; those of before go on signing their lists of revoked certificates. */
export interface KeptAuthority extends Omit<NewAuthority, 'facts'> {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly keyType: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly createdAt: Date;
  /** `null`: it is the one that signs. */
  readonly retiredAt: Date | null;
}

export interface AuthorityOrder {
  /** Its common name. */
  readonly name: string;
  readonly keyType: AuthorityKeyType;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A client certificate to be made. What the request wished for beside its key has no place in it. */
export interface CertificateOrder {
  readonly subject: CertificateSubject;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Where the list of revoked certificates can be fetched; `null`: the certificate does not say. */
  readonly revocationListUrl: string | null;
}

export interface CertificateSubject {
  readonly commonName: string;
  readonly organization: string;
  /** CNPJ, 14 characters. */
  readonly taxId: string | null;
}

/** RFC 5280 section 5.3.1, but for those that are an authority's, or can be taken back. */
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
  readonly serial: string;
  readonly revokedAt: Date;
  readonly reason: RevocationReason;
}

/** A list of revoked certificates to be signed, RFC 5280 section 5. */
export interface RevocationListOrder {
  /** Rises with every list of the authority. */
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly revoked: readonly RevokedCertificate[];
}

/** Makes authorities and signs with them. Throws `ManagementError`, which never carries any of a private key. */
export abstract class CertificateAuthority {
  abstract make(order: AuthorityOrder): Promise<NewAuthority>;
  /** Takes one that was made elsewhere: its certificate, with those above it, and its private key in PEM. */
  abstract take(facts: CertificateFacts, pems: readonly string[], key: Secret): Promise<NewAuthority>;
  /** The certificate in PEM. */
  abstract sign(authority: KeptAuthority, order: CertificateOrder): Promise<string>;
  /** The list in DER. */
  abstract signRevocationList(authority: KeptAuthority, order: RevocationListOrder): Promise<Uint8Array>;
}

/** What counts of a certificate signing request, RFC 2986: the key, whose possession it proves. */
export interface CertificateRequest {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly key: PublicKeyFacts;
}

/**
 * Understands certificate signing requests. Throws `ManagementError`: `invalid` for anything but one PEM request,
 * `refused` for a key that is weak or absurd, or a request that does not prove its possession.
 */
export abstract class RequestReader {
  abstract read(pem: string): Promise<CertificateRequest>;
}
