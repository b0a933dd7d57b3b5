import type { CertificateFacts } from '../core/certificate.js';
import type { CertificateReader } from '../core/ports.js';
import { Refusal } from '../core/refusal.js';
import { invalid } from './fields.js';

/** Understands one PEM certificate. Throws `ManagementError('invalid')`, which never carries any of the text. */
export const parsePem = (reader: CertificateReader, pem: string): CertificateFacts => {
  // Before anything else looks at it: a private key must be kept nowhere, also not when a certificate stands beside it.
  if (pem.includes('PRIVATE KEY')) {
    throw invalid(
      'certificate',
      'there is a private key in this; nobody else may have it, so give the certificate alone (nothing was kept)',
    );
  }
  try {
    return reader.readPem(pem);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw invalid(
      'certificate',
      error.told.hint ?? `${error.privateDetail}; it must be one X.509 certificate in PEM`,
    );
  }
};
