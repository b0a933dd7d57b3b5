import type { ClientIdentity } from '../core/grant.js';
import type { AccountId, Fingerprint, SecretId } from '../core/ids.js';
import type { Replacements, ReplacementsUsed } from '../core/replacements.js';
import type { HttpReply } from './http.js';

const dayMs = 24 * 60 * 60 * 1000;
const noticeDays = 30;

/** What a request stood on, and when that ends; all times in milliseconds since 1970. */
export interface StoodOn {
  readonly nowMs: number;
  readonly accountId: AccountId;
  readonly secret: { readonly id: SecretId; readonly endsAtMs: number | null };
  /** `null`: none was presented. */
  readonly certificate: { readonly fingerprint: Fingerprint; readonly endsAtMs: number } | null;
}

/** What a token stood on. */
export const stoodOn = (client: ClientIdentity): StoodOn => ({
  nowMs: client.nowMs,
  accountId: client.accountId,
  secret: { id: client.secretId, endsAtMs: client.secretExpiresAtMs },
  certificate: client.certificate && {
    fingerprint: client.certificate.fingerprint,
    endsAtMs: client.certificate.notAfterMs,
  },
});

/**
 * Tells whoever comes with a certificate or a secret that soon ends how many whole days are left, as long as nothing that
 * replaces it was used. A request that is far from that costs a comparison; only one that is near asks the database.
 */
export class ExpiryHeaders {
  constructor(private readonly replacements: Replacements) {}

  /** Never throws: what was asked for does not depend on the notice, which comes with the next answer. */
  async write(reply: HttpReply, stood: StoodOn): Promise<void> {
    const certificateDays = daysOfNotice(stood.certificate?.endsAtMs ?? null, stood.nowMs);
    const secretDays = daysOfNotice(stood.secret.endsAtMs, stood.nowMs);
    if (certificateDays === null && secretDays === null) return;
    const used = await this.lookFor(stood);
    if (!used) return;
    if (certificateDays !== null && !used.certificate)
      void reply.header('X-Certificate-Expires-In-Days', String(certificateDays));
    if (secretDays !== null && !used.secret)
      void reply.header('X-Secret-Expires-In-Days', String(secretDays));
  }

  private async lookFor({ accountId, secret, certificate }: StoodOn): Promise<ReplacementsUsed | null> {
    const fingerprint = certificate?.fingerprint ?? null;
    try {
      return await this.replacements.used({ accountId, secretId: secret.id, fingerprint });
    } catch {
      return null;
    }
  }
}

/** Whole days until the end; `null` when that is far, or never. */
const daysOfNotice = (endsAtMs: number | null, nowMs: number): number | null => {
  if (endsAtMs === null) return null;
  const days = Math.floor((endsAtMs - nowMs) / dayMs);
  return days < noticeDays ? Math.max(days, 0) : null;
};
