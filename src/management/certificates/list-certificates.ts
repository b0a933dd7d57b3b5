import type { ListedCertificate } from '../../core/certificates/certificate-repository.js';
import { dayMs, wholeDaysUntil } from '../../core/shared/durations.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { invalid, parseCertificateId } from '../fields.js';

const daysMax = 3650;

export interface CertificateQuery {
  /**
   * Lists only linked certificates that expire within this many days. When it is omitted, all
   * stored ones are listed.
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
    if (days !== undefined && (!Number.isSafeInteger(days) || days < 0 || days > daysMax))
      throw invalid('expiring within days', `must be 0 to ${daysMax}`);
    return this.database.read(async (tx) => {
      const now = await tx.now();
      const found = await tx.certificates.list({
        after: typeof after === 'string' ? parseCertificateId(after) : null,
        ...(limit !== undefined && { limit }),
        ...(days !== undefined && { expiring: { from: now, to: new Date(now.getTime() + days * dayMs) } }),
      });
      return found.map((certificate) => ({
        ...certificate,
        daysLeft: wholeDaysUntil(certificate.notAfter, now),
      }));
    });
  }
}
