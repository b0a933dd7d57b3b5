import type { CertificateInfo } from '../certificates/certificate.js';
import type { Fingerprint } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { ClientCa, FileChange, LinkedUnder } from './client-ca.js';

/** The certificate authorities whose clients NGINX accepts. */
export interface ClientCaReader {
  /** Those of the bundle, oldest first. */
  list(): Promise<readonly ClientCa[]>;
  /** Those that were in the bundle once, and are no more. */
  removed(): Promise<readonly Fingerprint[]>;
  /** The names of the issuers of everything that is linked, not revoked and not expired. */
  linkedIssuers(): Promise<readonly string[]>;
  /** The linked certificates of these issuers; by id. */
  linkedUnder(issuers: readonly string[]): Promise<readonly LinkedUnder[]>;
}

export interface ClientCaWriter extends ClientCaReader {
  /** Locks the whole bundle: no other change touches it meanwhile, and reading it goes on. */
  lock(): Promise<Locked<readonly ClientCa[]>>;
  /** Also one that was removed. */
  add(bundle: Locked<readonly ClientCa[]>, info: CertificateInfo, pem: string): Promise<void>;
  /** Takes nothing away by itself: whom NGINX accepts changes when the file is written and NGINX reloaded. */
  remove(bundle: Locked<readonly ClientCa[]>, fingerprint: Fingerprint): Promise<void>;
  /** Tells the audit trail what becomes of a file, which is not in the database. */
  recordFile(bundle: Locked<readonly ClientCa[]>, changes: readonly FileChange[]): void;
}
