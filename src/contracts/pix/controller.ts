import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { TokenIssuer } from '../../auth/token-issuer.js';
import { authorizationOf } from '../../edge/authorization.js';
import { ClientCertificates } from '../../edge/client-certificate.js';
import { ExpiryHeaders, stoodOn } from '../../edge/expiry-headers.js';
import { Hop } from '../../edge/hop.js';
import type { HttpReply, HttpRequest } from '../../edge/http.js';
import { OutcomeLog } from '../../edge/outcome-log.js';
import { toTokenRequest } from './request.js';
import { type PixToken, toPixToken } from './response.js';

/** POST /oauth/token: source 003 and RFC 6749. */
@Controller('oauth/token')
export class PixController {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly hop: Hop,
    private readonly certificates: ClientCertificates,
    private readonly outcomes: OutcomeLog,
    private readonly expiry: ExpiryHeaders,
  ) {}

  @Post()
  @HttpCode(200)
  async token(
    @Req() request: HttpRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<PixToken> {
    const surroundings = {
      origin: this.hop.originOf(request),
      certificate: this.certificates.presentedIn(request),
    };
    const asked = toTokenRequest({ authorization: authorizationOf(request), body }, surroundings);
    const token = await this.issuer.issue(asked);
    const { clientId, contract, origin } = asked;
    this.outcomes.note(request, {
      contract,
      code: 'issued',
      clientId,
      tokenId: token.id,
      door: origin.door,
    });
    await this.expiry.write(reply, stoodOn(token.client));
    return toPixToken(token);
  }
}
