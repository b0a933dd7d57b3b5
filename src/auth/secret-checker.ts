import type { DigestUpgrader } from '../core/credentials/digest-upgrader.js';
import type { SecretVerifier } from '../core/credentials/secret-verifier.js';
import type { SecretId } from '../core/shared/ids.js';
import type { SecretStatus } from '../core/tokens/client-snapshot.js';
import { hasExpired } from '../core/tokens/eligibility.js';
import type { ClientProofs } from '../core/tokens/token-request.js';
import { hashPayerOf } from './hash-payer-of.js';

/** What the search needs besides the request. */
export interface SecretContext {
  readonly live: readonly SecretStatus[];
  readonly nowMs: number;
  readonly otherwiseGood: boolean;
}

/** Finds which live secret of the credential was presented. Always pays its price, also when there is no credential. */
export class SecretChecker {
  constructor(
    private readonly verifier: SecretVerifier,
    private readonly upgrader: DigestUpgrader,
  ) {}

  /** `null`: none of them. One that has expired is found as well: eligibility refuses it. */
  async find(
    request: ClientProofs,
    { live, nowMs, otherwiseGood }: SecretContext,
  ): Promise<SecretStatus | null> {
    const index = await this.verifier.indexOfMatch({
      presented: request.secret,
      digests: live.map((secret) => secret.digest),
      quotaKey: hashPayerOf(request),
      // An expired secret is refused as well: the clock must not tell it from a wrong one.
      mayAnswerEarly: otherwiseGood && live.every(({ expiresAtMs }) => !hasExpired(expiresAtMs, nowMs)),
    });
    return (index === null ? undefined : live[index]) ?? null;
  }

  /**
   * Has a better digest kept of a secret that just opened the listener, if there is one. Behind the answer: nobody waits for
   * it, and its failure costs nothing, since the digest at hand stays good.
   */
  keepBetterDigest(
    request: ClientProofs,
    { id, digest }: { readonly id: SecretId; readonly digest: string },
  ): void {
    void this.verifier.renewed(request.secret, digest).then(
      (renewed) => {
        if (renewed !== null) this.upgrader.upgrade({ secretId: id, from: digest, to: renewed });
      },
      () => undefined,
    );
  }
}
