/**
 * One certificate authority of the client CA bundle: NGINX accepts the client certificates that it
 * signed. It is not the gateway's own authority, which may be in the bundle as well.
 */
import type { CertificateFacts } from './certificate.js';
import type { Held } from './held.js';
import type { AccountId, Fingerprint } from './ids.js';

export interface TrustedAuthority {
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
export interface LinkedUnder {
  readonly fingerprint: Fingerprint;
  readonly subject: string;
  readonly issuer: string;
  readonly accounts: readonly AccountId[];
}

export interface TrustedAuthorityReader {
  /** Returns the authorities of the bundle, oldest first. */
  all(): Promise<readonly TrustedAuthority[]>;
  /** Returns the authorities that were removed from the bundle. */
  removed(): Promise<readonly Fingerprint[]>;
  /**
   * Returns the issuers' names of the certificates that are linked, not revoked and not expired.
   */
  linkedIssuers(): Promise<readonly string[]>;
  /** Returns such certificates of these issuers, by id. */
  linkedUnder(issuers: readonly string[]): Promise<readonly LinkedUnder[]>;
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

export interface TrustedAuthorityWriter extends TrustedAuthorityReader {
  /** Locks the whole bundle: no other process changes it meanwhile, and reading it goes on. */
  hold(): Promise<Held<readonly TrustedAuthority[]>>;
  /** Adds an authority to the bundle, also one that was removed before. */
  add(bundle: Held<readonly TrustedAuthority[]>, facts: CertificateFacts, pem: string): Promise<void>;
  /**
   * Removes an authority from the bundle. This alone changes nothing for clients: NGINX changes
   * what it accepts when the file is written and NGINX reloaded.
   */
  remove(bundle: Held<readonly TrustedAuthority[]>, fingerprint: Fingerprint): Promise<void>;
  /** Records the changes of the file in the audit trail. The file is not part of the database. */
  tellFile(bundle: Held<readonly TrustedAuthority[]>, changes: readonly FileChange[]): void;
}
