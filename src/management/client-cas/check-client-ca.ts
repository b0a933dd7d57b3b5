import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { ClientCa } from '../../core/client-cas/client-ca.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { type AffectedCertificate, findAffectedCertificates } from './affected-certificates.js';
import { resolveClientCa } from './resolve-client-ca.js';

/** Shows a client CA, and which certificates its removal would affect. */
export class CheckClientCa {
  constructor(
    private readonly database: Reads,
    private readonly certificateParser: CertificateParser,
  ) {}

  /** Finds the authority by its whole fingerprint or its first digits. */
  run(fingerprint: string): Promise<{
    readonly clientCa: ClientCa;
    readonly affectedCertificates: readonly AffectedCertificate[];
  }> {
    return this.database.read(async (tx) => {
      const clientCa = resolveClientCa(await tx.clientCas.list(), fingerprint);
      return {
        clientCa,
        affectedCertificates: await findAffectedCertificates(tx, this.certificateParser, clientCa),
      };
    });
  }
}
