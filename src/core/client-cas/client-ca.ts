/**
 * A client CA: NGINX accepts the client certificates that it signed. The gateway's own authority may
 * be one of them.
 *
 * This folder owns the client CAs and their port; it must never know a private key.
 */
import type { AccountId, Fingerprint } from '../shared/ids.js';

export interface ClientCa {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly keyType: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly addedAt: Date;
  readonly pem: string;
}

/** A certificate that is linked, not revoked and not expired. */
export interface LinkedCertificateOfIssuer {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly accounts: readonly AccountId[];
}

/**
 * An authority that is removed from, or added to, the file that NGINX reads. From the next reload
 * on, the certificates that it signed are refused, or accepted.
 */
export interface FileChange {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly inFile: boolean;
}
