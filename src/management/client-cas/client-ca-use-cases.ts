import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { AddClientCas } from './add-client-cas.js';
import { CheckClientCa } from './check-client-ca.js';
import { ImportClientCas } from './import-client-cas.js';
import { ListClientCas } from './list-client-cas.js';
import { RemoveClientCa } from './remove-client-ca.js';
import { WriteClientCas } from './write-client-cas.js';

/**
 * `ClientCaUseCases`: what operators do with the client CAs. This folder owns their
 * changes; it must never write the file that NGINX reads, which is the command line's task.
 */
export class ClientCaUseCases {
  readonly add: AddClientCas;
  readonly import: ImportClientCas;
  readonly remove: RemoveClientCa;
  readonly write: WriteClientCas;
  readonly list: ListClientCas;
  readonly check: CheckClientCa;

  constructor(database: Reads, certificateParser: CertificateParser) {
    this.add = new AddClientCas(certificateParser);
    this.import = new ImportClientCas(certificateParser);
    this.remove = new RemoveClientCa(certificateParser);
    this.write = new WriteClientCas(certificateParser);
    this.list = new ListClientCas(database);
    this.check = new CheckClientCa(database, certificateParser);
  }
}
