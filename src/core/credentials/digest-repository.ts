import type { Locked } from '../shared/locked.js';

/** A digest that another system made, of a secret or of a user's password. */
export interface ForeignStoredDigest {
  readonly table: 'credential_secret' | 'resource_owner';
  readonly id: string;
  /** The client id or the user name. */
  readonly owner: string;
  readonly digest: string;
}

/** `ForeignDigestWriter`: every digest that another system made, with a pepper or without, of active secrets. */
export interface ForeignDigestWriter {
  lockAll(): Promise<readonly Locked<ForeignStoredDigest>[]>;
  replace(stored: Locked<ForeignStoredDigest>, digest: string): Promise<void>;
}
