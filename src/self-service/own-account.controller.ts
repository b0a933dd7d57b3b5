import { Get, Query, Req } from '@nestjs/common';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
import { type SelfServiceRequest, SelfServiceRoutes } from './self-service-routes.js';

/** `/api/account`: the caller's own account. */
@SelfServiceRoutes()
export class OwnAccountController {
  constructor(private readonly own: OwnAccountUseCases) {}

  @Get()
  async show(@Req() request: SelfServiceRequest, @Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    const { account } = await this.own.show(request.user.context);
    return { body: account, version: account.version };
  }
}
