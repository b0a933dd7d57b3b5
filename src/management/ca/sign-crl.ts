import type { CertificateAuthority, CrlParameters, StoredCa } from '../../core/ca/certificate-authority.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import type { CertificateIssuanceSettings } from '../certificates/certificate-issuance-settings.js';
import { parseFingerprintStart } from '../certificates/resolve-fingerprint.js';
import { daysAfter, parseDays } from '../days.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { noCa } from './find-signing-ca.js';

/** Shorter than the time for which an expired certificate stays on the list. */
const daysMax = 60;

export interface SignCrlInput {
  /**
   * The first digits of the authority's fingerprint. When it is omitted, the signing authority is
   * used.
   */
  readonly ca?: string;
  readonly days?: number;
}

export interface SignedCrl extends CrlParameters {
  readonly ca: StoredCa;
  /** Empty until it is signed, after the commit. */
  readonly der: Uint8Array;
}

const unsigned = new Uint8Array();

/**
 * Signs the list of an authority's revoked certificates for other programs. The gateway itself
 * reads the database instead.
 */
export class SignCrl implements UseCase<SignCrlInput, SignedCrl> {
  readonly action = 'ca.sign-crl';

  constructor(
    private readonly certificateAuthority: CertificateAuthority,
    private readonly settings: () => CertificateIssuanceSettings,
  ) {}

  targetsOf({ ca }: SignCrlInput) {
    return { ca };
  }

  prepare({ ca: start, days = this.settings().crlDays }: SignCrlInput): PreparedChange<SignedCrl> {
    const wanted = parseDays(days, daysMax);
    const meant = start === undefined ? null : parseFingerprintStart(start, 'ca');
    return {
      kind: 'changes',
      run: async (tx) => {
        const ca = await tx.cas.lock((await resolveCa(tx, meant)).fingerprint);
        const [number, now] = [await tx.cas.nextCrlNumber(ca), await tx.now()];
        const revoked = await tx.certificates.revokedBy(ca.subject);
        const parameters = { number, thisUpdate: now, nextUpdate: daysAfter(now, wanted), revoked };
        return { ca, ...parameters, der: unsigned };
      },
      // Signing a long list takes longer than a transaction may. A number that is lost leaves only
      // a gap.
      afterCommit: async ({ ca, der: _der, ...parameters }) => ({
        ca,
        ...parameters,
        der: await this.certificateAuthority.signCrl(ca, parameters),
      }),
    };
  }
}

const resolveCa = async (tx: ReadTransaction, start: string | null): Promise<StoredCa> => {
  const found = (await tx.cas.list()).filter(({ fingerprint, retiredAt }) =>
    start === null ? retiredAt === null : fingerprint.startsWith(start),
  );
  const [only, another] = found;
  if (only && !another) return only;
  if (start === null) throw noCa();
  const problem = another
    ? 'more than one begins with these digits. Give more digits'
    : 'there is no CA with this fingerprint';
  throw new ManagementError(another ? 'conflict' : 'not_found', `ca: ${problem}`, 'ca');
};
