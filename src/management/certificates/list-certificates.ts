import type { ListedCertificate } from '../../core/certificates/certificate-repository.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { certificateId, invalid } from '../fields.js';

const dayMs = 24 * 60 * 60 * 1000;
const daysMax = 3650;

export interface CertificateQuestion {
  /** Only those that are linked and that expire within so many days; left out: all that are kept. */
  readonly expiringWithinDays?: number;
  /** Behind the one with this id. */
  readonly after?: string | null;
  /** At most so many; left out: all. */
  readonly limit?: number;
}

export type DatedCertificate = ListedCertificate & {
  /** Whole days until it expires; negative once it has. */
  readonly daysLeft: number;
};

/** The certificates of all accounts. */
export class ListCertificates {
  constructor(private readonly database: Reads) {}

  /** By id. */
  async run({ expiringWithinDays: days, after, limit }: CertificateQuestion = {}): Promise<
    DatedCertificate[]
  > {
    if (days !== undefined && (!Number.isSafeInteger(days) || days < 0 || days > daysMax))
      throw invalid('expiring within days', `must be 0 to ${daysMax}`);
    return this.database.read(async (tx) => {
      const now = await tx.now();
      const found = await tx.certificates.list({
        after: typeof after === 'string' ? certificateId(after) : null,
        ...(limit !== undefined && { limit }),
        ...(days !== undefined && { expiring: { from: now, to: new Date(now.getTime() + days * dayMs) } }),
      });
      return found.map((certificate) => ({
        ...certificate,
        daysLeft: Math.floor((certificate.notAfter.getTime() - now.getTime()) / dayMs),
      }));
    });
  }
}
