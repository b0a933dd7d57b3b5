import type { Books } from '../core/books.js';
import type { AccountId } from '../core/ids.js';
import type { CertificateReader } from '../core/ports.js';
import { inspect, type Inspection } from './inspect-certificate.js';
import { againstKey, againstRevoked } from './link-certificate.js';
import { fingerprintStart, theOne, unknownFingerprint } from './meant-fingerprint.js';
import { parsePem } from './parse-pem.js';

/** An inspection of a certificate that is in the books. */
export interface KeptInspection extends Inspection {
  readonly linkedTo: readonly AccountId[];
  readonly revokedAt: Date | null;
}

/** Reads a certificate that was linked to some account; its days are the database's. */
export class InspectKeptCertificate {
  constructor(
    private readonly books: Books,
    private readonly reader: CertificateReader,
  ) {}

  /** `fingerprint` whole, or its first digits when they name one certificate. */
  async run(fingerprint: string): Promise<KeptInspection> {
    const start = fingerprintStart(fingerprint);
    return this.books.read(async (books) => {
      const found = theOne(await books.fingerprintsFrom(start));
      const kept = await books.certificate(found);
      if (!kept) throw unknownFingerprint();
      const { against, ...rest } = inspect(parsePem(this.reader, kept.pem).facts, await books.now());
      const own = againstRevoked(kept);
      const revoked = own.length > 0 ? own : await againstKey(books, this.reader, kept.pem);
      return {
        ...rest,
        against: [...against, ...revoked],
        linkedTo: await books.accountsLinkedTo(found),
        revokedAt: kept.revokedAt,
      };
    });
  }
}
