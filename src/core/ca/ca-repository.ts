import type { Fingerprint } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { NewAuthority, StoredAuthority } from './certificate-authority.js';

export interface CaReader {
  /** The gateway's own certificate authorities, newest first. At most one signs. */
  list(): Promise<readonly StoredAuthority[]>;
}

export interface CaWriter extends CaReader {
  lock(fingerprint: Fingerprint): Promise<Locked<StoredAuthority>>;
  add(authority: NewAuthority): Promise<Locked<StoredAuthority>>;
  /** It signs no more certificates; those that it has signed are as good as before. */
  retire(authority: Locked<StoredAuthority>): Promise<void>;
  /** The number of the next list of revoked certificates; each is given once. */
  nextRevocationListNumber(authority: Locked<StoredAuthority>): Promise<bigint>;
}
