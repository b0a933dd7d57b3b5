import { Get, Query, Req } from '@nestjs/common';
import { nothing } from '../http/problem-details/nothing.js';
import { read } from '../http/problem-details/read.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OwnAccountUseCases } from '../management/accounts/own-account-use-cases.js';
import { type SelfServiceRequest, SelfServiceRoutes } from './self-service-routes.js';

/** `/api/account`: the caller's own account. */
@SelfServiceRoutes()
export class OwnAccountController {
  constructor(private readonly own: OwnAccountUseCases) {}

  @Get()
  async show(@Req() request: SelfServiceRequest, @Query() query: unknown): Promise<RouteResponse> {
    read(nothing, query);
    const { account } = await this.own.show(request.user.owner);
    return { body: account, version: account.version };
  }
}
