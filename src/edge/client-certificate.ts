import type { FastifyRequest } from 'fastify';
import type { PresentedCertificate } from '../core/certificate.js';
import type { CertificateReader } from '../core/ports.js';
import { headerOf, type Hop } from './hop.js';

/**
 * Turns NGINX's headers into a presented certificate. The header names are set in
 * nginx/client-certificate.conf.template and nowhere else. The listener decides which header
 * counts, because only the server block of that listener overwrites it.
 */
export class ClientCertificates {
  constructor(
    private readonly reader: CertificateReader,
    private readonly hop: Hop,
  ) {}

  /**
   * Reads the presented certificate; `null` when there is none. Throws
   * `Refusal('certificate_malformed')` for anything but exactly one certificate.
   */
  presentedIn(request: FastifyRequest): PresentedCertificate | null {
    if (this.hop.originOf(request).door === 'header') {
      const claimed = headerOf(request, 'x-presented-client-cert');
      return claimed ? { facts: this.reader.readHeader(claimed), presentation: { way: 'header' } } : null;
    }
    const shown = headerOf(request, 'x-ssl-client-cert');
    const verdict = headerOf(request, 'x-ssl-client-verify');
    return shown
      ? { facts: this.reader.readHeader(shown), presentation: { way: 'handshake', verdict } }
      : null;
  }
}
