import type { SecretAuthority } from '../core/authority.js';
import type { SecretId } from '../core/ids.js';
import type { DigestMover, HashPayer, SecretVerifier } from '../core/ports.js';
import type { ClientProofs } from '../core/token-request.js';
import type { Finding } from './check-certificate.js';

/** The secret that was presented, or what speaks against it. */
export type SecretVerdict = SecretAuthority | { readonly against: Finding };

/** What the check needs besides the request. */
export interface SecretContext {
  readonly live: readonly SecretAuthority[];
  readonly nowMs: number;
  readonly otherwiseGood: boolean;
}

/** Finds which live secret of the credential was presented. Always pays its price, also when there is no credential. */
export class SecretChecker {
  constructor(
    private readonly verifier: SecretVerifier,
    private readonly mover: DigestMover,
  ) {}

  async check(request: ClientProofs, { live, nowMs, otherwiseGood }: SecretContext): Promise<SecretVerdict> {
    const index = await this.verifier.indexOfMatch({
      presented: request.secret,
      digests: live.map((secret) => secret.digest),
      payer: payerOf(request),
      // An expired secret is refused as well: the clock must not tell it from a wrong one.
      mayAnswerEarly: otherwiseGood && live.every((secret) => !hasExpired(secret, nowMs)),
    });
    const match = index === null ? undefined : live[index];
    if (!match)
      return {
        against: { code: 'wrong_secret', detail: `none of ${String(live.length)} live secrets match` },
      };
    if (hasExpired(match, nowMs)) {
      const when = new Date(match.expiresAtMs ?? 0).toISOString();
      return { against: { code: 'secret_expired', detail: `secret ${match.id} expired on ${when}` } };
    }
    return match;
  }

  /**
   * Has a better digest kept of a secret that just opened the door, if there is one. Behind the answer: nobody waits for
   * it, and its failure costs nothing, since the digest at hand stays good.
   */
  keepBetterDigest(
    request: ClientProofs,
    { id, digest }: { readonly id: SecretId; readonly digest: string },
  ): void {
    void this.verifier.renewed(request.secret, digest).then(
      (renewed) => {
        if (renewed !== null) this.mover.move({ secretId: id, from: digest, to: renewed });
      },
      () => undefined,
    );
  }
}

const hasExpired = ({ expiresAtMs }: SecretAuthority, nowMs: number): boolean =>
  expiresAtMs !== null && nowMs >= expiresAtMs;

/** A certificate in a header is only a claim: charged to it, anybody could use up a merchant's share of the slow hash. */
const payerOf = ({ origin, certificate }: ClientProofs): HashPayer => ({
  address: origin.address,
  fingerprint: certificate?.presentation.way === 'handshake' ? certificate.facts.fingerprint : null,
});
