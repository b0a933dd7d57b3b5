import type { CertificateInfo } from '../certificates/certificate.js';
import type { Fingerprint } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { ClientCa, FileChange, LinkedCertificateOfIssuer } from './client-ca.js';

/** `ClientCaReader`: the certificate authorities whose clients NGINX accepts. */
export interface ClientCaReader {
  /** Returns the client CAs, oldest first. */
  list(): Promise<readonly ClientCa[]>;
  /** Returns the client CAs that were removed. */
  removed(): Promise<readonly Fingerprint[]>;
  /**
   * Returns the names of the issuers of all certificates that are linked, not revoked and not
   * expired.
   */
  linkedIssuers(): Promise<readonly string[]>;
  /** Returns the linked certificates of these issuers, ordered by id. */
  linkedUnder(issuers: readonly string[]): Promise<readonly LinkedCertificateOfIssuer[]>;
}

export interface ClientCaWriter extends ClientCaReader {
  /** Locks all client CAs: no other change touches them meanwhile, and they can still be read. */
  lock(): Promise<Locked<readonly ClientCa[]>>;
  /** Adds an authority, also one that was removed. */
  add(trusted: Locked<readonly ClientCa[]>, info: CertificateInfo, pem: string): Promise<void>;
  /**
   * Removes an authority. This alone takes nothing away: what NGINX accepts changes when the file
   * is written and NGINX reloaded.
   */
  remove(trusted: Locked<readonly ClientCa[]>, fingerprint: Fingerprint): Promise<void>;
  /** Records in the audit trail what changes in a file, which is not in the database. */
  recordFile(trusted: Locked<readonly ClientCa[]>, changes: readonly FileChange[]): void;
}
