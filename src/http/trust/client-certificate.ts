import type { FastifyRequest } from 'fastify';
import type { PresentedCertificate } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import { headerOf, type TrustedProxy } from './trusted-proxy.js';

/**
 * Turns NGINX's headers into a presented certificate. The header names are set in
 * nginx/client-certificate.conf.template and nowhere else. The listener decides which header
 * counts, because only the server block of that listener overwrites it.
 */
export class ClientCertificates {
  constructor(
    private readonly certificateParser: CertificateParser,
    private readonly proxy: TrustedProxy,
  ) {}

  /**
   * Reads the presented certificate; `null` when there is none. Throws
   * `Refusal('certificate_malformed')` for anything but exactly one certificate.
   */
  presentedIn(request: FastifyRequest): PresentedCertificate | null {
    if (this.proxy.sourceOf(request).listener === 'header') {
      const presented = headerOf(request, 'x-header-client-cert');
      return presented
        ? { info: this.certificateParser.readHeader(presented), presentation: { way: 'header' } }
        : null;
    }
    const presented = headerOf(request, 'x-ssl-client-cert');
    const sslClientVerify = headerOf(request, 'x-ssl-client-verify');
    return presented
      ? {
          info: this.certificateParser.readHeader(presented),
          presentation: { way: 'handshake', sslClientVerify },
        }
      : null;
  }
}
