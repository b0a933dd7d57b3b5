import { DigestUpgrader } from '../../core/credentials/digest-upgrader.js';

/**
 * The digest upgrader of a process that only issues tokens: outdated digests stay. A database login that may
 * replace a digest could replace it with that of a secret of its own.
 */
export class NoDigestUpgrades extends DigestUpgrader {
  upgrade(): void {
    return undefined;
  }
}
