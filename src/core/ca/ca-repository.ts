import type { Fingerprint } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { NewCa, StoredCa } from './certificate-authority.js';

export interface CaReader {
  /** Returns the gateway's own certificate authorities, newest first. At most one of them signs. */
  list(): Promise<readonly StoredCa[]>;
}

export interface CaWriter extends CaReader {
  lock(fingerprint: Fingerprint): Promise<Locked<StoredCa>>;
  add(ca: NewCa): Promise<Locked<StoredCa>>;
  /**
   * Retires the authority: it signs no more certificates, and those that it has signed stay valid.
   */
  retire(ca: Locked<StoredCa>): Promise<void>;
  /** Returns the number of the next list of revoked certificates; each number is given once. */
  nextCrlNumber(ca: Locked<StoredCa>): Promise<bigint>;
}
