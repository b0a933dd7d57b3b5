import type { CertificateAuthority } from '../../core/ca/certificate-authority.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { CertificateIssuanceSettings } from '../certificates/certificate-issuance-settings.js';
import { CreateCa } from './create-ca.js';
import { ImportCa } from './import-ca.js';
import { ShowCas } from './show-cas.js';
import { SignCrl } from './sign-crl.js';

/**
 * `CaUseCases`: what operators do with the gateway's own certificate authorities. This folder owns
 * their keys and revocation lists; it must never return a private key.
 */
export class CaUseCases {
  readonly create: CreateCa;
  readonly import: ImportCa;
  readonly signCrl: SignCrl;
  readonly show: ShowCas;

  constructor(
    database: Reads,
    certificateParser: CertificateParser,
    certificateAuthority: CertificateAuthority,
    settings: () => CertificateIssuanceSettings,
  ) {
    this.create = new CreateCa(certificateAuthority);
    this.import = new ImportCa(certificateAuthority, certificateParser);
    this.signCrl = new SignCrl(certificateAuthority, settings);
    this.show = new ShowCas(database);
  }
}
