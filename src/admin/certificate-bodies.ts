import type { CertificateLink } from '../management/certificates/link-certificate.js';
import type { SignedCertificate } from '../management/certificates/sign-certificate.js';
import { toInspectionBody } from './certificate-fields.js';

/** Presents a certificate that was linked. */
export const toLinkBody = (link: CertificateLink): object => ({
  ...toInspectionBody(link),
  accountId: link.account.id,
  trusted: link.trusted,
  sharedWith: link.sharedWith,
});

/** Presents a certificate that was signed here, with its issuers. */
export const toSignedBody = (signed: SignedCertificate): object => ({
  ...toInspectionBody(signed),
  accountId: signed.account.id,
  pem: signed.pem,
  chain: signed.chain,
});
