import type { NewKey, SigningAlgorithm } from './signing-key.js';

/** Something that lies in the database sealed under a master key, whatever table it lies in. */
export interface SealedThing {
  readonly table: string;
  readonly id: string;
  /** What it is bound to: sealed material that is moved elsewhere does not open there. */
  readonly label: string;
  readonly sealed: Uint8Array;
}

/** Makes signing keys, and seals anew what another master key has sealed. */
export abstract class KeySmith {
  abstract make(algorithm: SigningAlgorithm): Promise<NewKey>;
  /**
   * The same material under the master key of today; `null` when it is sealed under that one already. Throws `Unusable`
   * when no known master key opens it.
   */
  abstract reseal(thing: SealedThing): Uint8Array | null;
}
