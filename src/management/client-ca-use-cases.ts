import type { CertificateReader } from '../core/ports.js';
import type { Reads } from '../core/shared/unit-of-work.js';
import { AddClientCas } from './add-client-authorities.js';
import { ImportClientCas } from './import-client-authorities.js';
import { ListClientCas } from './list-client-authorities.js';
import { RemoveClientCa } from './remove-client-authority.js';
import { ShowClientCa } from './show-client-authority.js';
import { WriteClientCas } from './write-client-authorities.js';

/** What operators do with the client CA bundle of NGINX. */
export class ClientCaUseCases {
  readonly add: AddClientCas;
  readonly import: ImportClientCas;
  readonly remove: RemoveClientCa;
  readonly write: WriteClientCas;
  readonly list: ListClientCas;
  readonly show: ShowClientCa;

  constructor(database: Reads, reader: CertificateReader) {
    this.add = new AddClientCas(reader);
    this.import = new ImportClientCas(reader);
    this.remove = new RemoveClientCa(reader);
    this.write = new WriteClientCas(reader);
    this.list = new ListClientCas(database);
    this.show = new ShowClientCa(database, reader);
  }
}
