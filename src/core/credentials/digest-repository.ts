import type { Locked } from '../shared/locked.js';

/** A digest that another system made, of a secret or of a user's password. */
export interface StoredImportedDigest {
  readonly table: 'credential_secret' | 'resource_owner';
  readonly id: string;
  /** The client id or the user name. */
  readonly owner: string;
  readonly digest: string;
}

/** `ImportedDigestWriter`: every digest that another system made, with a pepper or without, of active secrets. */
export interface ImportedDigestWriter {
  lockAll(): Promise<readonly Locked<StoredImportedDigest>[]>;
  replace(stored: Locked<StoredImportedDigest>, digest: string): Promise<void>;
}
