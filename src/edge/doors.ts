import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config/config.js';
import { type Door, doors } from '../core/token-request.js';

/**
 * Knows each NGINX server block by its proxy secret. Which door a request came through is part of its proof: what a
 * header says of a certificate counts only behind the door that sets it.
 */
export class Doors {
  readonly #digests: readonly { readonly door: Door; readonly digest: Buffer }[];

  constructor(secrets: Config['doors']) {
    this.#digests = doors.flatMap((door) => {
      const secret = secrets[door];
      return secret ? [{ door, digest: digestOf(secret()) }] : [];
    });
  }

  /** The door whose secret this is, or `null`. Every secret is compared, in constant time. */
  doorOf(presented: string): Door | null {
    const digest = digestOf(presented);
    return this.#digests.filter((known) => timingSafeEqual(known.digest, digest))[0]?.door ?? null;
  }
}

const digestOf = (secret: string): Buffer => hash('sha256', secret, 'buffer');
