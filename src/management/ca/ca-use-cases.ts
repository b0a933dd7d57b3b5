import type { CertificateAuthority } from '../../core/ca/certificate-authority.js';
import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { CertificateTerms } from '../certificates/certificate-terms.js';
import { CreateAuthority } from './create-authority.js';
import { ImportAuthority } from './import-authority.js';
import { ShowAuthority } from './show-authority.js';
import { SignRevocationList } from './sign-revocation-list.js';

/**
 * `CaUseCases`: what operators do with the gateway's own certificate authorities. This folder owns
 * their keys and revocation lists; it must never return a private key.
 */
export class CaUseCases {
  readonly create: CreateAuthority;
  readonly import: ImportAuthority;
  readonly signRevocationList: SignRevocationList;
  readonly show: ShowAuthority;

  constructor(
    database: Reads,
    reader: CertificateReader,
    authority: CertificateAuthority,
    terms: () => CertificateTerms,
  ) {
    this.create = new CreateAuthority(authority);
    this.import = new ImportAuthority(authority, reader);
    this.signRevocationList = new SignRevocationList(authority, terms);
    this.show = new ShowAuthority(database);
  }
}
