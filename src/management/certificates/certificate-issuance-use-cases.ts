import type { CertificateAuthority, CsrParser } from '../../core/ca/certificate-authority.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { BundleMaker } from '../../core/certificates/client-bundle.js';
import type { CertificateIssuanceSettings } from './certificate-issuance-settings.js';
import { LinkCertificate } from './link-certificate.js';
import { MakeClientBundle } from './make-client-bundle.js';
import { SignCertificate } from './sign-certificate.js';

/** The collaborators of `CertificateIssuanceUseCases`. */
export interface CertificateIssuance {
  readonly certificateParser: CertificateParser;
  readonly certificateAuthority: CertificateAuthority;
  readonly requests: CsrParser;
  readonly bundles: BundleMaker;
  readonly settings: () => CertificateIssuanceSettings;
}

/** What operators have the gateway's own certificate authority sign for accounts. */
export class CertificateIssuanceUseCases {
  readonly sign: SignCertificate;
  readonly bundle: MakeClientBundle;

  constructor({ certificateParser, certificateAuthority, requests, bundles, settings }: CertificateIssuance) {
    this.sign = new SignCertificate(
      certificateAuthority,
      requests,
      new LinkCertificate(certificateParser),
      settings,
    );
    this.bundle = new MakeClientBundle(this.sign, bundles, settings);
  }
}
