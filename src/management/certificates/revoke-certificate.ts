import { type RevocationReason, revocationReasons } from '../../core/ca/certificate-authority.js';
import type { StoredCertificate } from '../../core/certificates/certificate-repository.js';
import { type AccountId, type Fingerprint, fingerprintFrom } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';
import type { UseCase } from '../use-case.js';
import { parseFingerprintStart, resolveFingerprint } from './resolve-fingerprint.js';

export interface RevokeCertificateInput {
  /** The whole fingerprint, or first digits that match only one certificate. */
  readonly fingerprint: string;
  /**
   * When it is omitted, the earlier reason of a revoked certificate stays, and otherwise it is
   * `unspecified`.
   */
  readonly reason?: string;
}

export interface CertificateRevocation {
  readonly fingerprint: Fingerprint;
  readonly reason: RevocationReason;
  /** The accounts that have the certificate linked, and get no tokens with it any more. */
  readonly accounts: readonly AccountId[];
}

/**
 * Revokes a certificate for every account permanently, and ends the tokens that clients got with
 * it. Revoking it again is harmless.
 */
export const revokeCertificate: UseCase<RevokeCertificateInput, CertificateRevocation> = {
  action: 'certificate.revoke',
  targetsOf: ({ fingerprint }) => ({ fingerprint }),
  prepare: ({ fingerprint, reason }) => {
    const start = parseFingerprintStart(fingerprint);
    const wanted = reason === undefined ? null : parseReason(reason);
    return {
      kind: 'revokes',
      run: async ({ certificates }) => {
        const found = fingerprintFrom(start) ?? resolveFingerprint(await certificates.startingWith(start));
        const locked = await certificates.lock(found);
        const decided = resolveReason(locked, wanted);
        await certificates.revoke(locked, decided);
        return { fingerprint: found, reason: decided, accounts: await certificates.accountsLinkedTo(found) };
      },
    };
  },
};

const parseReason = (reason: string): RevocationReason => {
  const known = revocationReasons.find((one) => one === reason);
  if (!known) throw invalid('reason', `must be one of ${revocationReasons.join(', ')}`);
  return known;
};

/**
 * A compromised key stays compromised: neither a later reason nor an omitted one replaces
 * `keyCompromise`.
 */
const resolveReason = (
  { revokedReason: before }: StoredCertificate,
  wanted: RevocationReason | null,
): RevocationReason => {
  if (before === 'keyCompromise' && wanted !== null && wanted !== before) throw staysCompromised();
  return wanted ?? revocationReasons.find((one) => one === before) ?? 'unspecified';
};

const staysCompromised = (): ManagementError =>
  new ManagementError(
    'refused',
    'reason: the certificate is revoked for keyCompromise, which is permanent',
    'reason',
  );
