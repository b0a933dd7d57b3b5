import type { CertificateAuthority, CsrParser } from '../../core/ca/certificate-authority.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { BundleMaker } from '../../core/certificates/client-bundle.js';
import type { CertificateTerms } from './certificate-terms.js';
import { LinkCertificate } from './link-certificate.js';
import { MakeClientBundle } from './make-client-bundle.js';
import { SignCertificate } from './sign-certificate.js';

/** The collaborators of `CertificateIssuanceUseCases`. */
export interface CertificateIssuance {
  readonly reader: CertificateParser;
  readonly authority: CertificateAuthority;
  readonly requests: CsrParser;
  readonly bundles: BundleMaker;
  readonly terms: () => CertificateTerms;
}

/** What operators have the gateway's own certificate authority sign for accounts. */
export class CertificateIssuanceUseCases {
  readonly sign: SignCertificate;
  readonly bundle: MakeClientBundle;

  constructor({ reader, authority, requests, bundles, terms }: CertificateIssuance) {
    this.sign = new SignCertificate(authority, requests, new LinkCertificate(reader), terms);
    this.bundle = new MakeClientBundle(this.sign, bundles, terms);
  }
}
