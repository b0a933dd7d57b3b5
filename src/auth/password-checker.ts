import type { DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import type { SecretVerifier } from '../core/credentials/secret-verifier.js';
import type { RealmUserSnapshot, SnapshotRealmUser } from '../core/realm/realm-user-snapshot.js';
import type { LoginRequest } from '../core/realm/user-token-request.js';
import { userQuotaKey } from './hash-quota-keys.js';
import { queueDigestUpgrade } from './queue-digest-upgrade.js';

/** Checks passwords of users. Always costs the same time, also when there is no such user. */
export class PasswordChecker {
  constructor(
    readonly verifier: SecretVerifier,
    readonly upgrader: DigestUpgrader,
  ) {}

  async matches(
    request: LoginRequest,
    { user, certificate }: RealmUserSnapshot,
    noOtherFindings: boolean,
  ): Promise<boolean> {
    const match = await this.verifier.indexOfMatch({
      presented: request.password,
      digests: user ? [user.digest] : [],
      quotaKey: userQuotaKey(request, user && certificate?.linked === true ? user.accountId : null),
      mayRespondEarly: noOtherFindings,
    });
    return match !== null;
  }

  /** Renews the digest of a user who was let in, after the answer. */
  upgradeDigest({ password }: LoginRequest, { id, digest }: SnapshotRealmUser): void {
    queueDigestUpgrade(this, password, { of: { kind: 'user', id }, digest });
  }
}
