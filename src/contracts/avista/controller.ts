import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { TokenIssuer } from '../../auth/token-issuer.js';
import { ClientCertificates } from '../../edge/client-certificate.js';
import { ExpiryHeaders, stoodOn } from '../../edge/expiry-headers.js';
import { Hop } from '../../edge/hop.js';
import type { HttpReply, HttpRequest } from '../../edge/http.js';
import { OutcomeLog } from '../../edge/outcome-log.js';
import { toTokenRequest } from './request.js';
import { type AvistaToken, toAvistaToken } from './response.js';

/** POST /api/auth/token: the main contract. */
@Controller('api/auth/token')
export class AvistaController {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly hop: Hop,
    private readonly certificates: ClientCertificates,
    private readonly outcomes: OutcomeLog,
    private readonly expiry: ExpiryHeaders,
  ) {}

  @Post()
  async token(
    @Req() request: HttpRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<AvistaToken> {
    const surroundings = {
      origin: this.hop.originOf(request),
      certificate: this.certificates.presentedIn(request),
    };
    const asked = toTokenRequest(body, surroundings);
    const token = await this.issuer.issue(asked);
    const { clientId, contract } = asked;
    this.outcomes.note(request, {
      contract,
      code: 'issued',
      clientId,
      tokenId: token.id,
      door: asked.origin.door,
    });
    await this.expiry.write(reply, stoodOn(token.client));
    return toAvistaToken(token);
  }
}
