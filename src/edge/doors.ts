import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.js';
import { type Door, doors } from '../core/token-request.js';

/**
 * Identifies each NGINX server block by its proxy secret. The listener of a request is part of its
 * proof: a header about a certificate counts only on the listener that sets the header.
 */
export class Doors {
  readonly #digests: readonly { readonly door: Door; readonly digest: Buffer }[];

  constructor(secrets: Config['doors']) {
    this.#digests = doors.flatMap((door) => {
      const secret = secrets[door];
      return secret ? [{ door, digest: digestOf(secret()) }] : [];
    });
  }

  /**
   * Returns the listener that has this proxy secret, or `null`. Compares every secret, in constant
   * time.
   */
  doorOf(presented: string): Door | null {
    const digest = digestOf(presented);
    return this.#digests.filter((known) => timingSafeEqual(known.digest, digest))[0]?.door ?? null;
  }
}

const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');
