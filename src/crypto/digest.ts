import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretsConfig } from '../config/config.js';
import { madeDigestTag, type Secret } from '../core/secret.js';

/**
 * Digests of gateway-made secrets, tagged `hmac-sha256$<pepper id>$<base64url>`. A made secret has 256 random bits, so a
 * quick hash is enough; the pepper is not in the database, so a stolen dump cannot even test a leaked secret.
 */
export class PepperedDigests {
  readonly #peppers: ReadonlyMap<string, Buffer>;
  readonly #currentId: string;

  constructor(config: SecretsConfig) {
    const current = config.pepper();
    this.#currentId = pepperId(current);
    this.#peppers = new Map(
      [...config.previousPeppers(), current].map((pepper) => [pepperId(pepper), pepper]),
    );
  }

  digest(secret: Secret): string {
    return `${madeDigestTag}${this.#currentId}$${this.mac(secret, this.#currentId).toString('base64url')}`;
  }

  /** Constant time over the digest's bytes; a digest under an unknown pepper matches nothing. */
  matches(secret: Secret, digest: string): boolean {
    const [, id = '', encoded = ''] = digest.split('$');
    const expected = Buffer.from(encoded, 'base64url');
    const actual = this.mac(secret, id);
    return this.#peppers.has(id) && expected.length === actual.length && timingSafeEqual(expected, actual);
  }

  private mac(secret: Secret, id: string): Buffer {
    const pepper = this.#peppers.get(id) ?? Buffer.alloc(32);
    return secret.reveal((value) => createHmac('sha256', pepper).update(value).digest());
  }
}

const pepperId = (pepper: Buffer): string =>
  createHash('sha256').update('portaria pepper id').update(pepper).digest('hex').slice(0, 8);
