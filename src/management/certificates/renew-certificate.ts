import type { Certificate, CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { parseAccountId } from '../fields.js';
import type { OwnAccountUseCase, PreparedOwnAccountChange } from '../use-case.js';
import type { CertificateLink, LinkCertificate } from './link-certificate.js';
import { parsePem } from './parse-pem.js';

export interface RenewCertificateInput {
  readonly account: string;
  /** The presented certificate, linked to the account, which the new one follows. */
  readonly presented: Fingerprint;
  readonly pem: string;
}

/**
 * Links the successor of a certificate. It must have the same owner, so that a thief of the
 * presented one cannot link their own.
 */
export class RenewCertificate implements OwnAccountUseCase<RenewCertificateInput, CertificateLink> {
  readonly action = 'certificate.renew';

  constructor(
    private readonly certificateParser: CertificateParser,
    private readonly link: LinkCertificate,
  ) {}

  targetsOf({ account }: RenewCertificateInput) {
    return { account };
  }

  prepare({ account, presented, pem }: RenewCertificateInput): PreparedOwnAccountChange<CertificateLink> {
    const id = parseAccountId(account);
    const { info } = parsePem(this.certificateParser, pem);
    return {
      kind: 'changes',
      run: async (tx) => {
        const linked = await tx.certificates.ofAccount(id);
        // This check precedes every other answer about the new certificate: the answer must not
        // reveal whose certificates are known here.
        assertSameOwner(
          info,
          linked.find(({ fingerprint }) => fingerprint === presented),
        );
        // Before the lock: what is refused anyway must not keep others from the account.
        if (linked.some(({ fingerprint }) => fingerprint === info.fingerprint)) throw linkedAlready();
        await tx.certificates.accountsLinkedTo(info.fingerprint);
        return this.link.within(tx, () => tx.accounts.lock(id), { pem, mustBeTrusted: true });
      },
    };
  }
}

/**
 * Compares the CNPJ if the certificates have one, because the rest of an ICP-Brasil subject changes
 * at each renewal; otherwise the whole subject.
 */
const assertSameOwner = (info: CertificateInfo, old: Certificate | undefined): void => {
  if (!old || info.taxId !== old.taxId) {
    const carried = info.taxId ? `the CNPJ ${info.taxId}` : 'no CNPJ';
    throw another(`it carries ${carried}, but the certificate of this connection ${taxIdInWords(old)}`);
  }
  if (info.taxId === null && (info.subject === '' || info.subject !== old.subject))
    throw another(
      'its subject differs from the certificate of this connection, so it may belong to another owner',
    );
};

const linkedAlready = (): ManagementError =>
  new ManagementError('conflict', 'certificate: it is already linked to this account', 'certificate');

const taxIdInWords = (old: Certificate | undefined): string =>
  old?.taxId ? `the CNPJ ${old.taxId}` : 'none';

const another = (problem: string): ManagementError =>
  new ManagementError(
    'refused',
    `certificate: ${problem}. Send a certificate of the same owner or a signing request (csr), or ask the operator of the gateway`,
    'certificate',
  );
