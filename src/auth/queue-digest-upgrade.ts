import type { DigestRef, DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import type { Secret } from '../core/credentials/secret.js';
import type { SecretVerifier } from '../core/credentials/secret-verifier.js';

export interface DigestUpgradeParts {
  readonly verifier: SecretVerifier;
  readonly upgrader: DigestUpgrader;
}

/**
 * Rehashes a secret that just matched when its digest is outdated. Runs after the answer: no
 * request waits for it, and its failure costs nothing, since the stored digest stays valid.
 */
export const queueDigestUpgrade = (
  { verifier, upgrader }: DigestUpgradeParts,
  presented: Secret,
  { of, digest }: { readonly of: DigestRef; readonly digest: string },
): void => {
  void verifier.upgradedDigest(presented, digest).then(
    (upgraded) => {
      if (upgraded !== null) upgrader.upgrade({ of, from: digest, to: upgraded });
    },
    () => undefined,
  );
};
