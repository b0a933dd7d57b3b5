import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { UserTokenIssuer } from '../../auth/user-token-issuer.js';
import { RealmFacts } from '../../core/realm-facts.js';
import { Refusal } from '../../core/refusal.js';
import { ClientCertificates } from '../../edge/client-certificate.js';
import { Hop } from '../../edge/hop.js';
import type { HttpReply, HttpRequest } from '../../edge/http.js';
import { OutcomeLog } from '../../edge/outcome-log.js';
import { asksByPassword, toUserTokenRequest } from './request.js';
import { type RealmToken, toRealmToken } from './response.js';

/**
 * RFC 9745: since when the password grant is deprecated, as a Structured Fields date. January 2025 is when RFC 9700 section 2.4 said that it
 * must not be used.
 */
const deprecatedSince = '@1735689600';

/** POST /auth/realms/{realm}/protocol/openid-connect/token: source 002. */
@Controller('auth/realms/:realm/protocol/openid-connect/token')
export class RealmController {
  constructor(
    private readonly issuer: UserTokenIssuer,
    private readonly realm: RealmFacts,
    private readonly hop: Hop,
    private readonly certificates: ClientCertificates,
    private readonly outcomes: OutcomeLog,
  ) {}

  @Post()
  @HttpCode(200)
  async token(
    @Req() request: HttpRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<RealmToken> {
    this.refuseOtherRealms(request);
    // Also on what is refused: whoever asks so should stop asking so.
    if (asksByPassword(body)) void reply.header('Deprecation', deprecatedSince);
    const origin = this.hop.originOf(request);
    const surroundings = { origin, certificate: this.certificates.presentedIn(request) };
    const asked = toUserTokenRequest(body, this.realm.clientId, surroundings);
    const token = await this.issuer.issue(asked);
    this.outcomes.note(request, {
      contract: 'realm',
      code: 'issued',
      grant: asked.grant,
      tokenId: token.id,
      door: origin.door,
    });
    return toRealmToken(token, asked.grant);
  }

  private refuseOtherRealms({ params }: HttpRequest): void {
    const isOurs =
      typeof params === 'object' && params !== null && 'realm' in params && params.realm === this.realm.name;
    if (!isOurs) throw new Refusal('not_found', 'there is no such realm');
  }
}
