import type { Books, KeptCertificate } from '../core/books.js';
import { type RevocationReason, revocationReasons } from '../core/certificate-authority.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../core/ids.js';
import { ManagementError } from '../core/management-error.js';
import { invalid } from './fields.js';
import { fingerprintStart, theOne } from './meant-fingerprint.js';

export interface CertificateRevocation {
  /** Whole, or its first digits when they name one certificate. */
  readonly fingerprint: string;
  /** Left out: `unspecified`, or of one that was revoked before, what it was then. */
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
  async run({ fingerprint, reason }: CertificateRevocation): Promise<RevokedEverywhere> {
    const start = fingerprintStart(fingerprint);
    const wanted = reason === undefined ? null : knownReason(reason);
    return this.books.revoke(async (books) => {
      const found = fingerprintFrom(start) ?? theOne(await books.fingerprintsFrom(start));
      const held = await books.holdCertificate(found);
      const decided = reasonFor(held, wanted);
      await books.revokeCertificate(held, decided);
      return { fingerprint: found, reason: decided, accounts: await books.accountsLinkedTo(found) };
    });
  }
}

const knownReason = (reason: string): RevocationReason => {
  const known = revocationReasons.find((one) => one === reason);
  if (!known) throw invalid('reason', `must be one of ${revocationReasons.join(', ')}`);
  return known;
};

/** A key that somebody else has had is never good again: by no later reason, and by none that was forgotten. */
const reasonFor = (
  { revokedReason: before }: KeptCertificate,
  wanted: RevocationReason | null,
): RevocationReason => {
  if (before === 'keyCompromise' && wanted !== null && wanted !== before) throw staysCompromised();
  return wanted ?? revocationReasons.find((one) => one === before) ?? 'unspecified';
};

const staysCompromised = (): ManagementError =>
  new ManagementError(
    'refused',
    'reason: its key was compromised, which is for good; the certificate stays revoked for that',
    'reason',
  );
