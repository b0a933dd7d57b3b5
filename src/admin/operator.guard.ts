import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OperatorAuthenticator } from '../auth/operator-authenticator.js';
import type { RequiredScope } from '../core/accounts/operator-scope.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { Bearer } from '../core/tokens/bearer.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { withinManagementTime } from '../http/request-time.js';
import { BearerGuard, bearerProofsOf } from '../http/trust/bearer.strategy.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';
import { AdminRefusedRequestInterceptor } from './admin-refused-request-interceptor.js';
import { RequireScope } from './require-scope.js';

/** A transaction is abandoned after 12 s, and NGINX waits for 15 s at the admin listener. */
export const operatorRequestMsMax = 13_500;

/** Admits operators, at the admin listener, with the scope that the route states. */
@Injectable()
export class OperatorGuard extends BearerGuard {
  constructor(
    private readonly reflector: Reflector,
    private readonly proxy: TrustedProxy,
    private readonly operators: OperatorAuthenticator,
    private readonly outcomes: OutcomeLog,
    private readonly refusedRequests: AdminRefusedRequestInterceptor,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest & { user: unknown }>();
    const { listener } = this.proxy.sourceOf(request);
    this.outcomes.note(request, { listener });
    // NGINX routes the admin API only at the admin listener; a mistake in NGINX must not open it at
    // another.
    if (listener !== 'admin')
      throw new Refusal('not_found', `the admin API was asked at the ${listener} listener`);
    const scope = this.reflector.get<RequiredScope | undefined>(RequireScope, context.getHandler());
    if (scope === undefined) throw new Refusal('internal', 'the route states no scope');
    await super.canActivate(context);
    const authenticated = this.operators.authenticate(bearerProofsOf(request), scope, (known, why) => {
      this.noteWho(request, known);
      return this.refusedRequests.note(request, known, `token: ${why}`);
    });
    const reply = context.switchToHttp().getResponse<HttpReply>();
    const operator = await withinManagementTime(operatorRequestMsMax, reply, authenticated);
    this.noteWho(request, operator);
    request.user = operator;
    return true;
  }

  private noteWho(request: HttpRequest, { clientId, token }: Bearer): void {
    this.outcomes.note(request, { clientId, tokenId: token.id });
  }
}
