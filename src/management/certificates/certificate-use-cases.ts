import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { InspectStoredCertificate } from './inspect-stored-certificate.js';
import { LinkCertificate } from './link-certificate.js';
import { ListCertificates } from './list-certificates.js';
import { revokeCertificate } from './revoke-certificate.js';
import { unlinkCertificate } from './unlink-certificate.js';

/**
 * `CertificateUseCases`: what operators do with client certificates. This folder owns parsing,
 * linking, signing and revoking them; it must never store, log or repeat a private key.
 */
export class CertificateUseCases {
  readonly link: LinkCertificate;
  readonly unlink = unlinkCertificate;
  readonly revoke = revokeCertificate;
  readonly list: ListCertificates;
  readonly inspectStored: InspectStoredCertificate;

  constructor(database: Reads, certificateParser: CertificateParser) {
    this.link = new LinkCertificate(certificateParser);
    this.list = new ListCertificates(database);
    this.inspectStored = new InspectStoredCertificate(database, certificateParser);
  }
}
