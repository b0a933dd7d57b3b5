import type { DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import type { SecretVerifier } from '../core/credentials/secret-verifier.js';
import type { AccountId, SecretId } from '../core/shared/ids.js';
import type { SnapshotSecret } from '../core/tokens/client-snapshot.js';
import { hasExpired } from '../core/tokens/eligibility.js';
import type { ClientAuthentication } from '../core/tokens/token-request.js';
import { clientQuotaKey } from './hash-quota-keys.js';
import { queueDigestUpgrade } from './queue-digest-upgrade.js';

/** `SecretContext`: what the search needs besides the request. */
export interface SecretContext {
  readonly secrets: readonly SnapshotSecret[];
  readonly nowMs: number;
  readonly noOtherFindings: boolean;
  /** The account of the client, when the presented certificate is linked to it. */
  readonly linkedTo: AccountId | null;
}

/**
 * Finds which active secret of the credential was presented. Always costs the same time, also when
 * there is no credential.
 */
export class SecretChecker {
  constructor(
    readonly verifier: SecretVerifier,
    readonly upgrader: DigestUpgrader,
  ) {}

  /**
   * Returns `null` when none matches. A secret that has expired is found as well: eligibility
   * refuses it.
   */
  async find(
    request: ClientAuthentication,
    { secrets, nowMs, noOtherFindings, linkedTo }: SecretContext,
  ): Promise<SnapshotSecret | null> {
    const index = await this.verifier.indexOfMatch({
      presented: request.secret,
      digests: secrets.map((secret) => secret.digest),
      quotaKey: clientQuotaKey(request, linkedTo),
      // An expired secret is refused as well: the response time must not tell it from a wrong one.
      mayRespondEarly: noOtherFindings && secrets.every(({ expiresAtMs }) => !hasExpired(expiresAtMs, nowMs)),
    });
    return (index === null ? undefined : secrets[index]) ?? null;
  }

  /**
   * Returns which active secret was presented, as far as that is known at once; else `null`, which
   * decides nothing.
   */
  findAtOnce({ secret }: ClientAuthentication, secrets: readonly SnapshotSecret[]): SnapshotSecret | null {
    const digests = secrets.map(({ digest }) => digest);
    const index = this.verifier.indexOfQuickMatch(secret, digests);
    return (index === null ? undefined : secrets[index]) ?? null;
  }

  /** Renews the digest of a secret that just matched, after the answer. */
  upgradeDigest(
    request: ClientAuthentication,
    { id, digest }: { readonly id: SecretId; readonly digest: string },
  ): void {
    queueDigestUpgrade(this, request.secret, { of: { kind: 'secret', id }, digest });
  }
}
