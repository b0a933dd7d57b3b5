import type { ListedCertificate } from '../../core/certificates/certificate-repository.js';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import { expiryPeriod } from '../../core/shared/expiry-period.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { checkExpiringDays } from '../days.js';
import { parseCertificateId } from '../fields.js';

export interface CertificateQuery {
  /**
   * Lists only linked certificates that expire within this many days, or did within the last 30 and
   * were not replaced. When it is omitted, all stored ones are listed.
   */
  readonly expiringWithinDays?: number;
  /** The list starts after the certificate with this id. */
  readonly after?: string | null;
  /** The most certificates to return. When it is omitted, all are returned. */
  readonly limit?: number;
}

export type DatedCertificate = ListedCertificate & {
  /** Whole days until the certificate expires; negative once it has. */
  readonly daysLeft: number;
};

/** Lists the certificates of all accounts. */
export class ListCertificates {
  constructor(private readonly database: Reads) {}

  /** Returns the certificates in the order of their ids. */
  async run({ expiringWithinDays: days, after, limit }: CertificateQuery = {}): Promise<DatedCertificate[]> {
    if (days !== undefined) checkExpiringDays(days);
    return this.database.read(async (tx) => {
      const now = await tx.now();
      const found = await tx.certificates.list({
        after: typeof after === 'string' ? parseCertificateId(after) : null,
        ...(limit !== undefined && { limit }),
        ...(days !== undefined && { expiring: expiryPeriod(now, days) }),
      });
      return found.map((certificate) => ({
        ...certificate,
        daysLeft: wholeDaysUntil(certificate.notAfter, now),
      }));
    });
  }
}
