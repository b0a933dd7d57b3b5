import { randomBytes } from 'node:crypto';
import { generatedSecretPrefix, Secret } from '../../core/credentials/secret.js';
import {
  type CustomSecret,
  type KnownPeppers,
  SecretGenerator,
} from '../../core/credentials/secret-generator.js';
import { type SecretCheck, SecretVerifier } from '../../core/credentials/secret-verifier.js';
import { shapeOfDigest } from '../../core/credentials/stored-digest.js';
import { CustomDigests } from './custom-digests.js';
import { GeneratedDigests } from './generated-digests.js';
import type { Peppers } from './peppers.js';
import { weaknessOf } from './secret-strength.js';
import type { SlowHash } from './slow-hash.js';

const generatedSecretBytes = 32;
/** 20 characters, because people may have to type it. */
const generatedPasswordBytes = 15;

/**
 * Checks secrets. The presented secret's shape decides between the quick and the slow check,
 * whether or not the client is known, so that the cost reveals nothing.
 *
 * This folder owns secrets of clients and users: their digests, how strong they are, and the queue of slow hashes. It
 * must never keep a secret after its check, or cost less for a client that does not exist.
 */
export class PepperedSecretVerifier extends SecretVerifier {
  constructor(
    private readonly quick: GeneratedDigests,
    private readonly slow: SlowHash,
  ) {
    super();
  }

  async indexOfMatch({ presented, digests, quotaKey, mayRespondEarly }: SecretCheck): Promise<number | null> {
    const candidates = ofShape(presented, digests);
    const found =
      presented.shape === 'generated'
        ? this.quick.indexOfMatch(presented, candidates)
        : await this.slow.indexOfMatch(presented, candidates, quotaKey, mayRespondEarly);
    return placeOf(found, candidates, digests);
  }

  indexOfQuickMatch(presented: Secret, digests: readonly string[]): number | null {
    const candidates = ofShape(presented, digests);
    const found =
      presented.shape === 'generated'
        ? this.quick.indexOfMatch(presented, candidates)
        : this.slow.indexOfRemembered(presented, candidates);
    return placeOf(found, candidates, digests);
  }

  async upgradedDigest(presented: Secret, digest: string): Promise<string | null> {
    if (presented.shape === 'generated') return this.quick.upgradedDigest(presented, digest);
    return this.slow.upgradedDigest(presented, digest);
  }
}

/** A digest of the other shape cannot match. */
const ofShape = ({ shape }: Secret, digests: readonly string[]): readonly string[] =>
  digests.filter((digest) => shapeOfDigest(digest) === shape);

/** Returns the position of a match in the full list: two equal digests have the same secret. */
const placeOf = (
  found: number | null,
  candidates: readonly string[],
  digests: readonly string[],
): number | null => (found === null ? null : digests.indexOf(candidates[found] ?? ''));

export class PepperedSecretGenerator extends SecretGenerator {
  readonly #generated: GeneratedDigests;
  readonly #custom: CustomDigests;

  constructor(private readonly known: Peppers) {
    super();
    this.#generated = new GeneratedDigests(known);
    this.#custom = new CustomDigests(known);
  }

  make(): { secret: Secret; digest: string } {
    const secret = new Secret(
      `${generatedSecretPrefix}${randomBytes(generatedSecretBytes).toString('base64url')}`,
    );
    return { secret, digest: this.#generated.digest(secret) };
  }

  async makePassword(): Promise<{ secret: Secret; digest: string }> {
    const secret = new Secret(randomBytes(generatedPasswordBytes).toString('base64url'));
    return { secret, digest: await this.#custom.digest(secret) };
  }

  weaknessOf(custom: CustomSecret): Promise<string | null> {
    return weaknessOf(custom);
  }

  digestCustom(secret: Secret): Promise<string> {
    return this.#custom.digest(secret);
  }

  pepperedDigest(digest: string): string | null {
    return this.#custom.peppered(digest);
  }

  async isOneOf(secret: Secret, digests: readonly string[]): Promise<boolean> {
    for (const digest of digests) {
      if (shapeOfDigest(digest) !== 'custom') continue;
      if (await this.#custom.matches(secret, digest)) return true;
    }
    return false;
  }

  peppers(): KnownPeppers {
    return this.known.known();
  }
}
