import { type RevocationReason, revocationReasons } from '../../core/ca/certificate-authority.js';
import type { StoredCertificate } from '../../core/certificates/certificate-repository.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';
import type { UseCase } from '../use-case.js';
import { fingerprintStart, theOne } from './resolve-fingerprint.js';

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

/** Ends a certificate for every account permanently, and the tokens that clients got with it. Again is harmless. */
export const revokeCertificate: UseCase<CertificateRevocation, RevokedEverywhere> = {
  action: 'certificate.revoke',
  names: ({ fingerprint }) => ({ fingerprint }),
  prepare: ({ fingerprint, reason }) => {
    const start = fingerprintStart(fingerprint);
    const wanted = reason === undefined ? null : knownReason(reason);
    return {
      kind: 'revokes',
      run: async ({ certificates }) => {
        const found = fingerprintFrom(start) ?? theOne(await certificates.startingWith(start));
        const locked = await certificates.lock(found);
        const decided = reasonFor(locked, wanted);
        await certificates.revoke(locked, decided);
        return { fingerprint: found, reason: decided, accounts: await certificates.accountsLinkedTo(found) };
      },
    };
  },
};

const knownReason = (reason: string): RevocationReason => {
  const known = revocationReasons.find((one) => one === reason);
  if (!known) throw invalid('reason', `must be one of ${revocationReasons.join(', ')}`);
  return known;
};

/** A key that another party has had is never good again: by no later reason, and by none that was left out. */
const reasonFor = (
  { revokedReason: before }: StoredCertificate,
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
