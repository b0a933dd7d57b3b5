import type { Books } from '../core/books.js';
import { type RevocationReason, revocationReasons } from '../core/certificate-authority.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../core/ids.js';
import { invalid } from './fields.js';
import { fingerprintStart, theOne } from './meant-fingerprint.js';

export interface CertificateRevocation {
  /** Whole, or its first digits when they name one certificate. */
  readonly fingerprint: string;
  /** Left out: `unspecified`. */
  readonly reason?: string;
}

export interface RevokedEverywhere {
  readonly fingerprint: Fingerprint;
  readonly reason: RevocationReason;
  /** The accounts that have it linked, and get nothing with it any more. */
  readonly accounts: readonly AccountId[];
}

/** Ends a certificate for every account and for good, and the tokens that anybody got with it. */
export class RevokeCertificate {
  constructor(private readonly books: Books) {}

  /** Resolves when no process issues on it any more. Revoking again is harmless. */
  async run({ fingerprint, reason = 'unspecified' }: CertificateRevocation): Promise<RevokedEverywhere> {
    const start = fingerprintStart(fingerprint);
    const known = revocationReasons.find((one) => one === reason);
    if (!known) throw invalid('reason', `must be one of ${revocationReasons.join(', ')}`);
    return this.books.revoke(async (books) => {
      const found = fingerprintFrom(start) ?? theOne(await books.fingerprintsFrom(start));
      await books.revokeCertificate(await books.holdCertificate(found), known);
      return { fingerprint: found, reason: known, accounts: await books.accountsLinkedTo(found) };
    });
  }
}
