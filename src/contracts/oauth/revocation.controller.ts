import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { TokenRevoker } from '../../core/tokens/token-revoker.js';
import type { HttpRequest } from '../../http/http-messages.js';
import { OutcomeLog } from '../../http/outcome-log.js';
import { withinRequestTime } from '../../http/request-time.js';
import { isOwnToken } from './own-token.js';
import { TokenIntrospector } from './token-introspector.js';
import { TokenParameterRequests } from './token-parameter-requests.js';

/** POST /oauth/revoke, RFC 7009: a client ends one of its own tokens. */
@Controller('oauth/revoke')
export class RevocationController {
  constructor(
    private readonly requests: TokenParameterRequests,
    private readonly tokens: TokenIntrospector,
    private readonly revoker: TokenRevoker,
    private readonly outcomes: OutcomeLog,
  ) {}

  /**
   * Answers 200 also for a text that is no token, and for another client's token, which stays as it
   * is (section 2.2). The body is an empty object, although clients ignore it: simple-oauth2
   * accepts only JSON as a success.
   */
  @Post()
  @HttpCode(200)
  revoke(@Req() request: HttpRequest, @Body() body: unknown): Promise<Record<string, never>> {
    return withinRequestTime(0, this.revokeOwn(request, body));
  }

  private async revokeOwn(request: HttpRequest, body: unknown): Promise<Record<string, never>> {
    const { client, source, token: text } = await this.requests.read(request, body);
    const { clientId } = client;
    this.outcomes.note(request, {
      contract: 'pix',
      outcome: 'revoke-asked',
      clientId,
      listener: source.listener,
    });
    const token = await this.tokens.find(text, client.nowMs);
    if (!token || !isOwnToken(token, clientId)) return {};
    await this.revoker.revoke(token, { clientId, source });
    this.outcomes.note(request, { outcome: 'revoked', tokenId: token.id });
    return {};
  }
}
