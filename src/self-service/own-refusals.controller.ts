import { Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { acceptedLanguage } from '../http/accepted-language.js';
import { instant } from '../http/problem-details/instant.js';
import { pageFields, pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import { toRefusalBody } from '../http/problem-details/refusal-body.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
import { type SelfServiceRequest, SelfServiceRoutes } from './self-service-routes.js';

export const ownRefusalQuery = z.strictObject({
  since: instant.exactOptional(),
  until: instant.exactOptional(),
  ...pageFields,
});

/** `/api/account/refusals`: why the account got no token. */
@SelfServiceRoutes('refusals')
export class OwnRefusalsController {
  constructor(private readonly own: OwnAccountUseCases) {}

  /** Lists the refusals, newest first. */
  @Get()
  async list(@Req() request: SelfServiceRequest, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: before, ...question } = parseInput(ownRefusalQuery, query);
    const { accountId: account, context } = request.user;
    const language = acceptedLanguage(request.headers['accept-language']);
    const requested = { ...question, account, before, limit: limit + 1, language };
    const found = await this.own.refusalsOf(context).list.run(requested);
    return { ...pageResponse(found, limit, ({ refusal }) => refusal.id, toRefusalBody), language };
  }

  /** Returns one refusal as a rule, and more when a request id was refused more than once. */
  @Get(':requestId')
  async explain(
    @Req() request: SelfServiceRequest,
    @Param('requestId') requestId: string,
  ): Promise<RouteResponse> {
    const language = acceptedLanguage(request.headers['accept-language']);
    const found = await this.own.refusalsOf(request.user.context).explain.run(requestId, language);
    return { body: { items: found.map(toRefusalBody), nextCursor: null }, language };
  }
}
