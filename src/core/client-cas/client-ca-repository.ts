import type { RecordedClientCas } from '../audit/current-state.js';
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

/** Changes the client CAs, and records what NGINX is given of them. */
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
  /** Returns what the audit trail says of these authorities. */
  recorded(trusted: Locked<readonly ClientCa[]>): Promise<RecordedClientCas>;
  /** Records in the audit trail what changes in a file, which is not in the database. */
  recordFile(trusted: Locked<readonly ClientCa[]>, changes: readonly FileChange[]): void;
}
