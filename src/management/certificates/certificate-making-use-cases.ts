import type { CertificateAuthority, CsrReader } from '../../core/ca/certificate-authority.js';
import type { CertificateReader } from '../../core/certificates/certificate-reader.js';
import type { BundleMaker } from '../../core/certificates/client-bundle.js';
import type { CertificateTerms } from './certificate-terms.js';
import { LinkCertificate } from './link-certificate.js';
import { MakeClientBundle } from './make-client-bundle.js';
import { SignCertificate } from './sign-certificate.js';

/** The collaborators of `CertificateMakingUseCases`. */
export interface CertificateMaking {
  readonly reader: CertificateReader;
  readonly authority: CertificateAuthority;
  readonly requests: CsrReader;
  readonly bundles: BundleMaker;
  readonly terms: () => CertificateTerms;
}

/** What operators have the gateway's own certificate authority sign for accounts. */
export class CertificateMakingUseCases {
  readonly sign: SignCertificate;
  readonly bundle: MakeClientBundle;

  constructor({ reader, authority, requests, bundles, terms }: CertificateMaking) {
    this.sign = new SignCertificate(authority, requests, new LinkCertificate(reader), terms);
    this.bundle = new MakeClientBundle(this.sign, bundles, terms);
  }
}
