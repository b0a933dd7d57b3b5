import type { CertificateAuthority, StoredCa } from '../../core/ca/certificate-authority.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Secret } from '../../core/credentials/secret.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { parsePem } from '../certificates/parse-pem.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { activateCa } from './activate-ca.js';

export interface ImportCaInput {
  /** The authority's certificate in PEM; its issuers may follow. */
  readonly pem: string;
  /** The authority's private key in PEM. */
  readonly key: Secret;
  readonly replace?: boolean;
}

/** Imports an authority that was created elsewhere. */
export class ImportCa implements UseCase<ImportCaInput, StoredCa> {
  readonly action = 'ca.import';

  constructor(
    private readonly certificateAuthority: CertificateAuthority,
    private readonly certificateParser: CertificateParser,
  ) {}

  targetsOf() {
    return {};
  }

  async prepare({ pem, key, replace = false }: ImportCaInput): Promise<PreparedChange<StoredCa>> {
    const { info, pem: own, intermediates } = parsePem(this.certificateParser, pem);
    const imported = await this.certificateAuthority.importCa(info, [own, ...intermediates], key);
    return {
      kind: 'changes',
      run: async (tx) => {
        if ((await tx.now()) > info.notAfter) {
          const problem = `certificate: it expired on ${info.notAfter.toISOString()}`;
          throw new ManagementError('refused', problem, 'certificate');
        }
        return activateCa(tx, imported, replace);
      },
    };
  }
}
