import { Body, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { namedPageFields, pageOfNamed } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { RealmUserUseCases } from '../management/realm-users/realm-user-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { toPasswordBody, toRepeatedPasswordBody } from './password-body.js';
import { newRealmUser } from './realm-user-fields.js';
import { RequireScope } from './require-scope.js';

/**
 * `/api/admin/accounts/:account/realm-users`: the users of one account, who log in with a password.
 */
@AdminRoutes('accounts/:account/realm-users')
export class AccountRealmUsersController {
  constructor(
    private readonly realmUsers: RealmUserUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post()
  @RequireScope('accounts:write')
  create(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const input = parseInput(newRealmUser, body);
    return this.changes.change(
      request,
      this.realmUsers.create,
      { account, ...input },
      {
        toBody: (user) => ({ body: toPasswordBody(user), version: user.account.version }),
        toRepeatBody: (user) => ({ body: toRepeatedPasswordBody(user), version: user.account.version }),
      },
    );
  }

  /** Lists the users in the order of their names. */
  @Get()
  @RequireScope('admin:read')
  async list(@Param('account') account: string, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(z.strictObject(namedPageFields), query);
    const users = await this.realmUsers.list.run(account);
    return pageOfNamed(users, ({ username }) => username, { limit, after });
  }
}
