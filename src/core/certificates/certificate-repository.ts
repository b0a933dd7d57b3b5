import type { Account } from '../accounts/account.js';
import type { RevocationReason, RevokedCertificate } from '../ca/certificate-authority.js';
import type { AccountId, CertificateId, Fingerprint } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { Certificate, CertificateInfo } from './certificate.js';

/** A certificate with its text. */
export interface StoredCertificate extends Certificate {
  readonly pem: string;
}

/** An account's certificate with what ties it to the account. */
export interface LinkedCertificate extends Certificate {
  readonly accountId: AccountId;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A certificate with the accounts that have it. */
export interface ListedCertificate extends Certificate {
  readonly linkedTo: readonly AccountId[];
}

export interface CertificateFilter {
  /** Not revoked, linked to an account, and expiring in this time. */
  readonly expiring?: { readonly from: Date; readonly to: Date };
  /** Behind the one with this id; `null`: from the first on. */
  readonly after: CertificateId | null;
  /** At most so many; left out: all. */
  readonly limit?: number;
}

export interface StoredCertificateReader {
  find(fingerprint: Fingerprint): Promise<StoredCertificate | null>;
  /** At most two fingerprints that begin so: enough to tell whether the digits name one. */
  startingWith(firstHexDigits: string): Promise<readonly Fingerprint[]>;
  /** By id. */
  list(filter: CertificateFilter): Promise<readonly ListedCertificate[]>;
  ofAccount(account: AccountId): Promise<readonly LinkedCertificate[]>;
  /** The accounts that have this certificate linked now. */
  accountsLinkedTo(fingerprint: Fingerprint): Promise<readonly AccountId[]>;
  /**
   * What belongs on the list of an issuer of that name: revoked, and not expired for longer than a list could last
   * (RFC 5280 section 3.3).
   */
  revokedBy(issuer: string): Promise<readonly RevokedCertificate[]>;
  /**
   * Certificates in PEM that were revoked because of a compromised key and have these bytes (SubjectPublicKeyInfo, DER)
   * in them, as their key or anywhere else: the caller finds out which.
   */
  revokedForKey(publicKey: Uint8Array): Promise<readonly string[]>;
}

export interface StoredCertificateWriter extends StoredCertificateReader {
  /** Keeps the certificate when it is new. Before any account is locked, or two changes could wait for each other. */
  store(info: CertificateInfo, pem: string): Promise<Locked<StoredCertificate>>;
  lock(fingerprint: Fingerprint): Promise<Locked<StoredCertificate>>;
  /** A re-link waits for a later second than the unlink's, as a reactivation does. */
  link(account: Locked<Account>, certificate: Locked<StoredCertificate>): Promise<void>;
}

export interface StoredCertificateRevoker extends StoredCertificateWriter {
  /** `false`: it was never linked to the account. */
  unlink(account: Locked<Account>, fingerprint: Fingerprint): Promise<boolean>;
  /** For every account, permanently. Again: the day stays. */
  revoke(certificate: Locked<StoredCertificate>, reason: RevocationReason): Promise<void>;
}
