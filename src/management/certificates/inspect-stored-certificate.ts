import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { inspect, type Inspection } from './inspect-certificate.js';
import { keyProblems, revokedProblems } from './link-certificate.js';
import { parsePem } from './parse-pem.js';
import { parseFingerprintStart, resolveFingerprint, unknownFingerprint } from './resolve-fingerprint.js';

/** An inspection of a stored certificate. */
export interface StoredInspection extends Inspection {
  readonly linkedTo: readonly AccountId[];
  readonly revokedAt: Date | null;
}

/**
 * Inspects a certificate that was linked to an account. The remaining days follow the database's
 * clock.
 */
export class InspectStoredCertificate {
  constructor(
    private readonly database: Reads,
    private readonly certificateParser: CertificateParser,
  ) {}

  /**
   * Inspects the certificate with this fingerprint: all of it, or first digits that match only one
   * certificate.
   */
  async run(fingerprint: string): Promise<StoredInspection> {
    const start = parseFingerprintStart(fingerprint);
    return this.database.read(async (tx) => {
      const found = resolveFingerprint(await tx.certificates.startingWith(start));
      const stored = await tx.certificates.find(found);
      if (!stored) throw unknownFingerprint();
      const { problems, ...rest } = inspect(
        parsePem(this.certificateParser, stored.pem).info,
        await tx.now(),
      );
      const own = revokedProblems(stored);
      const revoked = own.length > 0 ? own : await keyProblems(tx, this.certificateParser, stored.pem);
      return {
        ...rest,
        problems: [...problems, ...revoked],
        linkedTo: await tx.certificates.accountsLinkedTo(found),
        revokedAt: stored.revokedAt,
      };
    });
  }
}
