import type { Certificate, CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { accountId } from '../fields.js';
import type { AccountScopedStep, AccountScopedUseCase } from '../use-case.js';
import type { CertificateLink, LinkCertificate } from './link-certificate.js';
import { parsePem } from './parse-pem.js';

export interface Renewal {
  readonly account: string;
  /** The certificate that the new one is to follow, linked to the account. */
  readonly presented: Fingerprint;
  readonly pem: string;
}

/** Links the certificate that follows another one: of the same owner, or anybody's could be smuggled in beside it. */
export class RenewCertificate implements AccountScopedUseCase<Renewal, CertificateLink> {
  readonly action = 'certificate.renew';

  constructor(
    private readonly reader: CertificateReader,
    private readonly link: LinkCertificate,
  ) {}

  names({ account }: Renewal) {
    return { account };
  }

  prepare({ account, presented, pem }: Renewal): AccountScopedStep<CertificateLink> {
    const id = accountId(account);
    const { info } = parsePem(this.reader, pem);
    return {
      kind: 'changes',
      run: async (tx) => {
        const linked = await tx.certificates.ofAccount(id);
        // Before anything is said of the new one: the answer must not tell whose certificates are known here.
        assertSameOwner(
          info,
          linked.find(({ fingerprint }) => fingerprint === presented),
        );
        return this.link.within(tx, () => tx.accounts.lock(id), { pem });
      },
    };
  }
}

/**
 * By the CNPJ where the certificates carry one: the rest of an ICP-Brasil subject changes from one to the next. Else by the
 * whole subject.
 */
const assertSameOwner = (info: CertificateInfo, old: Certificate | undefined): void => {
  if (!old || info.taxId !== old.taxId) {
    const carried = info.taxId ? `the CNPJ ${info.taxId}` : 'no CNPJ';
    throw another(`it carries ${carried}, and the certificate of this connection ${saidOf(old)}`);
  }
  if (info.taxId === null && (info.subject === '' || info.subject !== old.subject))
    throw another(
      'its subject is not that of the certificate of this connection, so it may be of another owner',
    );
};

const saidOf = (old: Certificate | undefined): string => (old?.taxId ? `the CNPJ ${old.taxId}` : 'none');

const another = (problem: string): ManagementError =>
  new ManagementError(
    'refused',
    `certificate: ${problem}; send a certificate of the same owner or a signing request (csr), or ask the operator of the gateway`,
    'certificate',
  );
