import type { Account } from '../accounts/account.js';
import type { RevocationReason, RevokedCertificate } from '../ca/certificate-authority.js';
import type { ExpiryPeriod } from '../shared/expiry-period.js';
import type { AccountId, CertificateId, Fingerprint } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { Certificate, CertificateInfo } from './certificate.js';

/** `StoredCertificate`: a certificate with its text. */
export interface StoredCertificate extends Certificate {
  readonly pem: string;
}

/** `LinkedCertificate`: an account's certificate, with its link to the account. */
export interface LinkedCertificate extends Certificate {
  readonly accountId: AccountId;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** `ListedCertificate`: a certificate with the accounts to which it is linked. */
export interface ListedCertificate extends Certificate {
  readonly linkedTo: readonly AccountId[];
}

export interface CertificateFilter {
  /**
   * Only certificates that are not revoked, are linked to an account, and expire in this time. One
   * that has expired is left out when the account is suspended, or used a newer one since.
   */
  readonly expiring?: ExpiryPeriod;
  /** Only certificates after this id; `null`: from the first one. */
  readonly after: CertificateId | null;
  /** The maximum number of certificates; left out: all. */
  readonly limit?: number;
}

export interface StoredCertificateReader {
  find(fingerprint: Fingerprint): Promise<StoredCertificate | null>;
  /**
   * Returns at most two fingerprints with these first digits: enough to tell whether the digits
   * identify one.
   */
  startingWith(firstHexDigits: string): Promise<readonly Fingerprint[]>;
  /** Returns certificates, ordered by id. */
  list(filter: CertificateFilter): Promise<readonly ListedCertificate[]>;
  ofAccount(account: AccountId): Promise<readonly LinkedCertificate[]>;
  /** Returns the certificates of several accounts, in as many statements as those of one. */
  ofAccounts(accounts: readonly AccountId[]): Promise<readonly LinkedCertificate[]>;
  /** Returns whether the certificate is, or once was, linked to the account. */
  wasLinkedTo(account: AccountId, fingerprint: Fingerprint): Promise<boolean>;
  /** Returns the accounts to which this certificate is linked now. */
  accountsLinkedTo(fingerprint: Fingerprint): Promise<readonly AccountId[]>;
  /**
   * Returns what belongs on the list of an issuer of that name: revoked certificates, unless they
   * expired longer ago than a list could last (RFC 5280 section 3.3).
   */
  revokedBy(issuer: string): Promise<readonly RevokedCertificate[]>;
  /**
   * Returns certificates in PEM that were revoked because of a compromised key and contain these
   * bytes (SubjectPublicKeyInfo, DER), as their key or anywhere else: the caller finds out which.
   */
  revokedForKey(publicKey: Uint8Array): Promise<readonly string[]>;
}

export interface StoredCertificateWriter extends StoredCertificateReader {
  /**
   * Stores the certificate when it is new. Called before any account is locked: otherwise two
   * changes could wait for each other.
   */
  store(info: CertificateInfo, pem: string): Promise<Locked<StoredCertificate>>;
  lock(fingerprint: Fingerprint): Promise<Locked<StoredCertificate>>;
  /**
   * Links the certificate. Linking it again waits until the second of the revocation that its unlinking
   * wrote has passed: tokens issued in that second would end as well.
   */
  link(account: Locked<Account>, certificate: Locked<StoredCertificate>): Promise<void>;
}

export interface StoredCertificateRevoker extends StoredCertificateWriter {
  /** Unlinking again is harmless. */
  unlink(account: Locked<Account>, fingerprint: Fingerprint): Promise<void>;
  /** Revokes the certificate for every account, permanently. A repeat keeps the date. */
  revoke(certificate: Locked<StoredCertificate>, reason: RevocationReason): Promise<void>;
}
