import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { activeSecretsMax } from '../core/credentials/credential.js';
import { Secret } from '../core/credentials/secret.js';
import { generatedDigestTag } from '../core/credentials/stored-digest.js';
import type { PepperKeys, Peppers } from './peppers.js';

/**
 * Makes and matches the digests of generated secrets, tagged `hmac-sha256$<pepper id>$<base64url>`.
 * A generated secret has 256 random bits, so a quick hash is enough. The pepper is not in the
 * database, so a stolen dump cannot even be used to test a leaked secret.
 */
export class GeneratedDigests {
  readonly #keys: PepperKeys;
  /** Digests that match no secret. They fill up the list of a client that has fewer than two. */
  readonly #decoys: readonly string[];

  constructor(peppers: Peppers) {
    this.#keys = peppers.keys;
    const decoy = (): string => this.digest(new Secret(randomBytes(32).toString('base64url')));
    this.#decoys = Array.from({ length: activeSecretsMax }, decoy);
  }

  digest(secret: Secret): string {
    const { id, key } = this.#keys.current;
    return `${generatedDigestTag}${id}$${macOf(secret, key).toString('base64url')}`;
  }

  /**
   * Returns the digest to store for this secret instead; `null` when the given one is under the
   * current pepper.
   */
  renewed(secret: Secret, digest: string): string | null {
    const current = `${generatedDigestTag}${this.#keys.current.id}$`;
    return digest.startsWith(current) ? null : this.digest(secret);
  }

  /** Returns whether the digest belongs to the secret. */
  matches(secret: Secret, digest: string): boolean {
    return this.indexOfMatch(secret, [digest]) !== null;
  }

  /**
   * Returns the position of the digest that belongs to the secret, or `null`. It computes one MAC
   * for every known pepper and makes as many comparisons for a client without a secret as for one
   * with two, so that timing reveals nothing about the secrets of a client. The comparison takes
   * constant time over a digest's bytes. A digest under an unknown pepper matches nothing.
   */
  indexOfMatch(secret: Secret, digests: readonly string[]): number | null {
    const macs = new Map([...this.#keys.byId].map(([id, pepper]) => [id, macOf(secret, pepper)]));
    const compared = [...digests, ...this.#decoys.slice(digests.length)];
    const matching = compared.map((digest) => {
      const [, id = '', encoded = ''] = digest.split('$');
      const expected = Buffer.from(encoded, 'base64url');
      const actual = macs.get(id);
      return actual?.length === expected.length && timingSafeEqual(expected, actual);
    });
    const index = matching.indexOf(true);
    return index < 0 || index >= digests.length ? null : index;
  }
}

const macOf = (secret: Secret, pepper: Buffer): Buffer =>
  secret.reveal((value) => createHmac('sha256', pepper).update(value).digest());
