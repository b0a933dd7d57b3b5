import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { TokenIssuer } from '../../auth/token-issuer.js';
import { authorizationOf } from '../../edge/authorization.js';
import { ClientCertificates } from '../../edge/client-certificate.js';
import { ExpiryHeaders, stoodOn } from '../../edge/expiry-headers.js';
import { Hop } from '../../edge/hop.js';
import type { HttpReply, HttpRequest } from '../../edge/http.js';
import { OutcomeLog } from '../../edge/outcome-log.js';
import { toTokenRequest } from './request.js';
import { type Envelope, toServiceToken } from './response.js';

/** POST /avxapi/acctmgmt-get-service-token: source 004. The query (`gwsource`) is not looked at. */
@Controller('avxapi/acctmgmt-get-service-token')
export class ServiceTokenController {
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
  ): Promise<Envelope> {
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
    return toServiceToken(token);
  }
}
