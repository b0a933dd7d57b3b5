import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { type AddedClientCa, addMissingClientCas } from './add-client-cas.js';
import { clientCaProblems } from './client-ca-problems.js';
import { parseClientCas } from './parse-client-cas.js';

/**
 * Imports the client CA file that NGINX reads now, including what `AddClientCas` would refuse: NGINX
 * accepts it at this moment, and an import must not change who is accepted. The objections become
 * notes.
 */
export class ImportClientCas implements UseCase<{ readonly pem: string }, readonly AddedClientCa[]> {
  readonly action = 'client-ca.import';

  constructor(private readonly certificateParser: CertificateParser) {}

  targetsOf() {
    return {};
  }

  prepare({ pem }: { readonly pem: string }): PreparedChange<readonly AddedClientCa[]> {
    const given = parseClientCas(this.certificateParser, pem);
    return {
      kind: 'changes',
      run: async (tx) => {
        const trusted = await tx.clientCas.lock();
        const now = await tx.now();
        return addMissingClientCas(tx, trusted, {
          given,
          notesOn: ({ info }) => clientCaProblems(info, now),
        });
      },
    };
  }
}
