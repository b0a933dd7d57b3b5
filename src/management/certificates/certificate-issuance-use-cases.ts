import type { CertificateAuthority, CsrParser } from '../../core/ca/certificate-authority.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { HandOverZipMaker } from '../../core/certificates/hand-over-zip.js';
import type { SecretGenerator } from '../../core/credentials/secret-generator.js';
import type { CertificateIssuanceSettings } from './certificate-issuance-settings.js';
import { LinkCertificate } from './link-certificate.js';
import { MakeHandOverZip } from './make-hand-over-zip.js';
import { SignCertificate } from './sign-certificate.js';

/** The collaborators of `CertificateIssuanceUseCases`. */
export interface CertificateIssuance {
  readonly certificateParser: CertificateParser;
  readonly certificateAuthority: CertificateAuthority;
  readonly requests: CsrParser;
  readonly zipMaker: HandOverZipMaker;
  readonly secretGenerator: SecretGenerator;
  readonly settings: () => CertificateIssuanceSettings;
  /** Resolves to the CA of the gateway's own certificate; `null` for a public one. */
  readonly serverCa: () => Promise<string | null>;
}

/** What operators have the gateway's own certificate authority sign for accounts. */
export class CertificateIssuanceUseCases {
  readonly sign: SignCertificate;
  readonly handOver: MakeHandOverZip;

  constructor({
    certificateParser,
    certificateAuthority,
    requests,
    zipMaker,
    secretGenerator,
    settings,
    serverCa,
  }: CertificateIssuance) {
    this.sign = new SignCertificate(
      certificateAuthority,
      requests,
      new LinkCertificate(certificateParser),
      settings,
    );
    this.handOver = new MakeHandOverZip(this.sign, zipMaker, secretGenerator, settings, serverCa);
  }
}
