import type { Locked } from '../shared/locked.js';
import type { SealedMaterial } from './key-generator.js';
import type { NewKey, RingKey } from './signing-key.js';

export interface SigningKeyReader {
  /** Returns every signing key that ever existed, oldest first. */
  list(): Promise<readonly RingKey[]>;
}

export interface SigningKeyWriter extends SigningKeyReader {
  /** Locks the whole ring: no other change touches it meanwhile, and it can still be read. */
  lock(): Promise<Locked<readonly RingKey[]>>;
  /**
   * Publishes a key, which takes over from the active one of its algorithm after the delay, by the
   * database's clock.
   */
  publish(ring: Locked<readonly RingKey[]>, key: NewKey, delaySeconds: number): Promise<void>;
}

export interface SigningKeyRevoker extends SigningKeyWriter {
  /**
   * Ends a key at once. What waits for it to retire, or to take over, continues as if the key had
   * never existed.
   */
  revoke(ring: Locked<readonly RingKey[]>, kid: string): Promise<void>;
  /** Makes a waiting key active at this moment. */
  activate(ring: Locked<readonly RingKey[]>, kid: string): Promise<void>;
}

/**
 * `SealedMaterialWriter`: everything that is stored sealed in the database and may still be opened.
 */
export interface SealedMaterialWriter {
  lockAll(): Promise<readonly Locked<SealedMaterial>[]>;
  replace(thing: Locked<SealedMaterial>, sealed: Uint8Array): Promise<void>;
}
