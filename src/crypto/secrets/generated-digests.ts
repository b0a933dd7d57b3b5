import { type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { activeSecretsMax } from '../../core/credentials/credential.js';
import { Secret } from '../../core/credentials/secret.js';
import { generatedDigestPrefix } from '../../core/credentials/stored-digest.js';
import { hmacSha256Text } from '../hmac.js';
import type { PepperKeys, Peppers } from './peppers.js';

/**
 * Makes and matches the digests of generated secrets, of the form `hmac-sha256$<pepper id>$<base64url>`.
 * A generated secret has 256 random bits, so a quick hash is enough. The pepper is not in the
 * database, so a stolen dump cannot even be used to test a leaked secret.
 */
export class GeneratedDigests {
  readonly #keys: PepperKeys;
  /** Every pepper's key, and how the digests under it begin. */
  readonly #peppers: readonly { readonly prefix: string; readonly key: KeyObject }[];
  /** Digests that match no secret. They fill up the list of a client that has fewer than two. */
  readonly #decoys: readonly string[];

  constructor(peppers: Peppers) {
    this.#keys = peppers.keys;
    this.#peppers = [...this.#keys.byId].map(([id, key]) => ({
      prefix: `${generatedDigestPrefix}${id}$`,
      key,
    }));
    const decoy = (): string => this.digest(new Secret(randomBytes(32).toString('base64url')));
    this.#decoys = Array.from({ length: activeSecretsMax }, decoy);
  }

  digest(secret: Secret): string {
    const { id, key } = this.#keys.current;
    return `${generatedDigestPrefix}${id}$${macOf(secret, key)}`;
  }

  /**
   * Returns the digest to store for this secret instead; `null` when the given one is under the
   * current pepper.
   */
  upgradedDigest(secret: Secret, digest: string): string | null {
    const current = `${generatedDigestPrefix}${this.#keys.current.id}$`;
    return digest.startsWith(current) ? null : this.digest(secret);
  }

  /** Returns whether the digest belongs to the secret. */
  matches(secret: Secret, digest: string): boolean {
    return this.indexOfMatch(secret, [digest]) !== null;
  }

  /**
   * Returns the position of the digest that belongs to the secret, or `null`. It computes one MAC
   * for every known pepper and makes as many comparisons for a client without a secret as for one
   * with two, so that timing reveals nothing about the secrets of a client. A digest under an unknown
   * pepper matches nothing.
   *
   * The comparison takes constant time, and is over the whole text. Attack: base64url can write the
   * same MAC in more than one way, and what stands before or after it would be ignored; a copied
   * digest in another text would not be found as a copy.
   */
  indexOfMatch(secret: Secret, digests: readonly string[]): number | null {
    const macs = this.#peppers.map(({ key }) => Buffer.from(macOf(secret, key), 'latin1'));
    let found: number | null = null;
    for (let slot = 0; slot < Math.max(digests.length, this.#decoys.length); slot += 1) {
      const digest = digests[slot] ?? this.#decoys[slot] ?? '';
      if (this.isOneOf(macs, digest) && slot < digests.length) found ??= slot;
    }
    return found;
  }

  /** Compares a digest with the text of the MAC under its own pepper. */
  private isOneOf(macs: readonly Buffer[], digest: string): boolean {
    const index = this.#peppers.findIndex(({ prefix }) => digest.startsWith(prefix));
    const [pepper, right] = [this.#peppers[index], macs[index]];
    const given = Buffer.from(digest.slice(pepper?.prefix.length), 'utf8');
    return right?.length === given.length && timingSafeEqual(right, given);
  }
}

const macOf = (secret: Secret, pepper: KeyObject): string =>
  secret.reveal((value) => hmacSha256Text(pepper, value));
