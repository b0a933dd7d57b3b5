import type { ClientJwk } from '../credentials/client-jwk.js';

/** The message says why the keys could not be had; it may be recorded. */
export class KeySetUnavailable extends Error {}

/** The key sets that clients publish at addresses of their own. */
export abstract class RemoteKeySets {
  /**
   * Returns the keys at the address. Those that were fetched a while ago do, unless none of them has
   * this id. Throws `KeySetUnavailable`.
   */
  abstract keysAt(uri: string, keyId: string | null): Promise<readonly ClientJwk[]>;
}
