import { Controller, Get, Param, Req, Res, UseGuards } from '@nestjs/common';
import { CertificateHolderRefusals } from '../../core/refusals/certificate-holder-refusals.js';
import { Refusal } from '../../core/refusals/refusal.js';
import { requestIdFrom } from '../../core/shared/ids.js';
import { isTrusted } from '../../core/tokens/verified-certificate.js';
import { acceptedLanguage, languageHeaders } from '../../http/accepted-language.js';
import type { HttpReply, HttpRequest } from '../../http/http-messages.js';
import { type HandshakeCertificate, HandshakeGuard } from '../../http/trust/handshake.strategy.js';
import { TrustedProxy } from '../../http/trust/trusted-proxy.js';
import {
  type CertificateHolderRefusalsBody,
  toCertificateHolderRefusalsBody,
} from './certificate-holder-refusals-body.js';

/**
 * GET /api/auth/refusals/{requestId}: why a request was rejected, for the holder of the certificate
 * that it presented. It is for those who have no token yet.
 */
@Controller('api/auth/refusals')
@UseGuards(HandshakeGuard)
export class CertificateHolderRefusalsController {
  constructor(
    private readonly refusals: CertificateHolderRefusals,
    private readonly proxy: TrustedProxy,
  ) {}

  @Get(':requestId')
  async explain(
    @Req() request: HttpRequest & { user: HandshakeCertificate },
    @Param('requestId') given: string,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<CertificateHolderRefusalsBody> {
    const requestId = requestIdFrom(given);
    if (requestId === null) {
      const problem = 'requestId must be the 32 hex digits of X-Request-Id in the response';
      throw new Refusal('malformed_request', 'the path has no request id', { problems: [problem] });
    }
    const { info, sslClientVerify } = request.user;
    const { fingerprint } = info;
    const { address } = this.proxy.sourceOf(request);
    const found = await this.refusals.find({ fingerprint, requestId, address });
    if (found.length === 0)
      throw new Refusal('not_found', 'no refusal of this certificate has this request id', {
        problems: ['No rejected request with this id presented this certificate'],
        hint:
          'Use the certificate of the rejected request, and wait a second after its response. Rejections are kept for ' +
          'some weeks.',
      });
    const language = acceptedLanguage(request.headers['accept-language']);
    void reply.headers(languageHeaders(language));
    return toCertificateHolderRefusalsBody(requestId, isTrusted(sslClientVerify) ? found : [], language);
  }
}
