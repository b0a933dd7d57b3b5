import type { SecretId } from '../shared/ids.js';

/** An outdated digest and the one that replaces it. */
export interface DigestUpgrade {
  readonly secretId: SecretId;
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
