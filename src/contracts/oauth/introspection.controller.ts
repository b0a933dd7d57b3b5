import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { ClientIdentity } from '../../core/tokens/grant.js';
import { IssuerMetadata } from '../../core/tokens/issuer-metadata.js';
import { ResourceServers } from '../../core/tokens/resource-servers.js';
import type { VerifiedToken } from '../../core/tokens/token-verifier.js';
import type { HttpRequest } from '../../http/http-messages.js';
import { OutcomeLog } from '../../http/outcome-log.js';
import { withinRequestTime } from '../../http/request-time.js';
import { inactive, type Introspection, introspectionOf } from './introspection.js';
import { isOwnToken } from './own-token.js';
import { TokenIntrospector } from './token-introspector.js';
import { TokenParameterRequests } from './token-parameter-requests.js';

/**
 * POST /oauth/introspect, RFC 7662: tells whether a token is valid, to the client to which it was
 * issued and to resource servers.
 */
@Controller('oauth/introspect')
export class IntrospectionController {
  constructor(
    private readonly requests: TokenParameterRequests,
    private readonly tokens: TokenIntrospector,
    private readonly resourceServers: ResourceServers,
    private readonly metadata: IssuerMetadata,
    private readonly outcomes: OutcomeLog,
  ) {}

  @Post()
  @HttpCode(200)
  introspect(@Req() request: HttpRequest, @Body() body: unknown): Promise<Introspection> {
    return withinRequestTime(0, this.answer(request, body));
  }

  private async answer(request: HttpRequest, body: unknown): Promise<Introspection> {
    const { client, source, token: text } = await this.requests.read(request, body);
    const { clientId } = client;
    this.outcomes.note(request, {
      contract: 'pix',
      outcome: 'introspected',
      clientId,
      listener: source.listener,
    });
    const token = await this.tokens.find(text, client.nowMs);
    return token && (await this.mayBeTold(client, token))
      ? introspectionOf(token, this.metadata.issuer)
      : inactive;
  }

  private async mayBeTold(client: ClientIdentity, token: VerifiedToken): Promise<boolean> {
    return isOwnToken(token, client.clientId) || (await this.resourceServers.includes(client.accountId));
  }
}
