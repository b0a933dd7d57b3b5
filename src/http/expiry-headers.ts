import type { ReplacementReader, ReplacementsUsed } from '../core/credentials/replacements.js';
import { wholeDaysUntilMs } from '../core/shared/durations.js';
import type { AccountId, Fingerprint, SecretId } from '../core/shared/ids.js';
import type { ClientIdentity } from '../core/tokens/grant.js';
import type { HttpReply } from './http-messages.js';

const warningDays = 30;

/**
 * The proofs that a request used, and when they expire. All times are in milliseconds since
 * 1970.
 */
export interface ProofExpiry {
  readonly nowMs: number;
  readonly accountId: AccountId;
  readonly secret: { readonly id: SecretId; readonly expiresAtMs: number | null };
  /** `null` when no certificate was presented. */
  readonly certificate: { readonly fingerprint: Fingerprint; readonly expiresAtMs: number } | null;
}

/** Returns the proofs that were used for a token. */
export const proofExpiryOf = (client: ClientIdentity): ProofExpiry => ({
  nowMs: client.nowMs,
  accountId: client.accountId,
  secret: { id: client.secretId, expiresAtMs: client.secretExpiresAtMs },
  certificate: client.certificate && {
    fingerprint: client.certificate.fingerprint,
    expiresAtMs: client.certificate.notAfterMs,
  },
});

/**
 * Writes the headers that tell a client how many whole days are left before its certificate or
 * secret expires, until a replacement has been used. A request whose proofs expire much later
 * costs one comparison; only a request near the expiry queries the database.
 */
export class ExpiryHeaders {
  constructor(private readonly replacements: ReplacementReader) {}

  /** Returns whether `write` would query the database. */
  isDue({ secret, certificate, nowMs }: ProofExpiry): boolean {
    return (
      daysToWarnOf(certificate?.expiresAtMs ?? null, nowMs) !== null ||
      daysToWarnOf(secret.expiresAtMs, nowMs) !== null
    );
  }

  /**
   * Writes the headers. Never throws: the request does not depend on this warning, which comes with
   * the next answer if the query fails.
   */
  async write(reply: HttpReply, proofs: ProofExpiry): Promise<void> {
    const certificateDays = daysToWarnOf(proofs.certificate?.expiresAtMs ?? null, proofs.nowMs);
    const secretDays = daysToWarnOf(proofs.secret.expiresAtMs, proofs.nowMs);
    if (certificateDays === null && secretDays === null) return;
    const used = await this.replacementsUsed(proofs);
    if (!used) return;
    if (certificateDays !== null && !used.certificate)
      void reply.header('X-Certificate-Expires-In-Days', String(certificateDays));
    if (secretDays !== null && !used.secret)
      void reply.header('X-Secret-Expires-In-Days', String(secretDays));
  }

  private async replacementsUsed({
    accountId,
    secret,
    certificate,
  }: ProofExpiry): Promise<ReplacementsUsed | null> {
    const fingerprint = certificate?.fingerprint ?? null;
    try {
      return await this.replacements.used({ accountId, secretId: secret.id, fingerprint });
    } catch {
      return null;
    }
  }
}

/** Returns the whole days until an expiry to warn of; `null` when it is far away, or when there is none. */
const daysToWarnOf = (expiresAtMs: number | null, nowMs: number): number | null => {
  if (expiresAtMs === null) return null;
  const days = wholeDaysUntilMs(expiresAtMs, nowMs);
  return days < warningDays ? Math.max(days, 0) : null;
};
