import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config/config.js';
import { type Listener, listeners } from '../../core/tokens/token-request.js';

/**
 * Identifies each NGINX server block by its proxy secret. The listener of a request is part of its
 * proof: a header about a certificate counts only on the listener that sets the header.
 */
export class Listeners {
  readonly #digests: readonly { readonly listener: Listener; readonly digest: Buffer }[];

  constructor(secrets: Config['listeners']) {
    this.#digests = listeners.flatMap((listener) => {
      const secret = secrets[listener];
      return secret ? [{ listener, digest: digestOf(secret()) }] : [];
    });
  }

  /**
   * Returns the listener that has this proxy secret, or `null`. Compares every secret, in constant
   * time.
   */
  listenerOf(presented: string): Listener | null {
    const digest = digestOf(presented);
    return this.#digests.filter((known) => timingSafeEqual(known.digest, digest))[0]?.listener ?? null;
  }
}

const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');
