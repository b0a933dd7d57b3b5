import type { RealmUserId, SecretId } from '../shared/ids.js';

/** The secret, or the user with the password, that a digest is of. */
export type DigestRef =
  { readonly kind: 'secret'; readonly id: SecretId } | { readonly kind: 'user'; readonly id: RealmUserId };

/** An outdated digest and the one that replaces it. */
export interface DigestUpgrade {
  readonly of: DigestRef;
  readonly from: string;
  readonly to: string;
}

/**
 * Replaces outdated digests asynchronously, with a bounded queue, and never delays an answer. A
 * crash loses only upgrades, which the next use of the secret makes again.
 */
export abstract class DigestUpgrader {
  abstract upgrade(upgrade: DigestUpgrade): void;
}
