import type { ExpiringCredential, Expiry } from '../../core/credentials/credential-expiry.js';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import { expiryPeriod } from '../../core/shared/expiry-period.js';
import type { TimePosition } from '../../core/shared/time-position.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { checkExpiringDays } from '../days.js';

export interface ExpiringCredentialsQuery {
  readonly expiringWithinDays: number;
  /** The list starts after this position. */
  readonly after?: TimePosition | null;
  /** The most credentials to return. When it is omitted, all are returned. */
  readonly limit?: number;
}

/** `DatedExpiry`: an end with the whole days until then; negative once it has passed. */
export type DatedExpiry = Expiry & { readonly daysLeft: number };

/** `DatedExpiringCredential`: a credential of which something ends, with the days left. */
export type DatedExpiringCredential = Omit<ExpiringCredential, 'expiring'> & {
  readonly expiring: readonly DatedExpiry[];
};

/**
 * Lists what of the credentials in use ends soon, or did within the last 30 days, and was not
 * replaced: of active credentials of active accounts.
 */
export class ListExpiringCredentials {
  constructor(private readonly database: Reads) {}

  /** Returns the credentials, those that end first at the top. */
  async run({
    expiringWithinDays: days,
    after,
    limit,
  }: ExpiringCredentialsQuery): Promise<DatedExpiringCredential[]> {
    checkExpiringDays(days);
    return this.database.read(async (tx) => {
      const now = await tx.now();
      const found = await tx.credentials.expiring({
        ...expiryPeriod(now, days),
        after: after ?? null,
        ...(limit !== undefined && { limit }),
      });
      return found.map(({ expiring, ...credential }) => ({
        ...credential,
        expiring: expiring.map((expiry) => ({
          ...expiry,
          daysLeft: wholeDaysUntil(expiry.expiresAt, now),
        })),
      }));
    });
  }
}
