import type { CertificateReader } from '../core/ports.js';
import type { Reads } from '../core/shared/unit-of-work.js';
import { AddClientAuthorities } from './add-client-authorities.js';
import { ImportClientAuthorities } from './import-client-authorities.js';
import { ListClientAuthorities } from './list-client-authorities.js';
import { RemoveClientAuthority } from './remove-client-authority.js';
import { ShowClientAuthority } from './show-client-authority.js';
import { WriteClientAuthorities } from './write-client-authorities.js';

/** What operators do with the client CA bundle of NGINX. */
export class ClientCaUseCases {
  readonly add: AddClientAuthorities;
  readonly import: ImportClientAuthorities;
  readonly remove: RemoveClientAuthority;
  readonly write: WriteClientAuthorities;
  readonly list: ListClientAuthorities;
  readonly show: ShowClientAuthority;

  constructor(database: Reads, reader: CertificateReader) {
    this.add = new AddClientAuthorities(reader);
    this.import = new ImportClientAuthorities(reader);
    this.remove = new RemoveClientAuthority(reader);
    this.write = new WriteClientAuthorities(reader);
    this.list = new ListClientAuthorities(database);
    this.show = new ShowClientAuthority(database, reader);
  }
}
