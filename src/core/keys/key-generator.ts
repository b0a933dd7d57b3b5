import type { KeyUse, NewKey, SigningAlgorithm } from './signing-key.js';

/** Material that is stored in the database sealed under a master key, whatever its table. */
export interface SealedMaterial {
  readonly table: string;
  readonly id: string;
  /** The label that it is bound to: sealed material that is moved elsewhere does not open there. */
  readonly label: string;
  readonly sealed: Uint8Array;
}

/** Generates signing keys, and seals again what another master key has sealed. */
export abstract class KeyGenerator {
  /** Returns the id of the master key that seals. */
  abstract masterKeyId(): string;
  abstract make(algorithm: SigningAlgorithm, use?: KeyUse): Promise<NewKey>;
  /**
   * Returns the same material sealed under the current master key; `null` when it is already.
   * Throws `DeploymentError` when no known master key opens it.
   */
  abstract reseal(thing: SealedMaterial): Uint8Array | null;
}
