import { type CertificateRequest, RequestReader } from '../core/ca/certificate-authority.js';

/** Loads the certificate library when the first request is read, as `LazyCertificateAuthority` does. */
export class LazyCertificateRequestReader extends RequestReader {
  async read(pem: string): Promise<CertificateRequest> {
    const { X509RequestReader } = await import('./x509-request-reader.js');
    return new X509RequestReader().read(pem);
  }
}
