import { Body, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import type { RealmUserWithAccount } from '../management/realm-users/create-realm-user.js';
import { RealmUserUseCases } from '../management/realm-users/realm-user-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { toPasswordBody, toRepeatedPasswordBody } from './password-body.js';
import { newRealmPassword, realmUserChanges } from './realm-user-fields.js';
import { RequireScope } from './require-scope.js';

const toBody = ({ user, account: { version } }: RealmUserWithAccount): RouteResponse => ({
  body: user,
  version,
});

/** `/api/admin/realm-users/:username`: one user. The name is unique among all accounts. */
@AdminRoutes('realm-users/:username')
export class RealmUsersController {
  constructor(
    private readonly realmUsers: RealmUserUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Patch()
  @RequireScope('accounts:write')
  update(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { scopes } = parseInput(realmUserChanges, body);
    return this.changes.change(request, this.realmUsers.update, { username, scopes }, { toBody });
  }

  @Post('password')
  @HttpCode(200)
  @RequireScope('accounts:write')
  setPassword(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { password } = parseInput(newRealmPassword, body);
    return this.changes.change(
      request,
      this.realmUsers.setPassword,
      { username, password },
      {
        toBody: (user) => ({ body: toPasswordBody(user), version: user.account.version }),
        toRepeatBody: (user) => ({ body: toRepeatedPasswordBody(user), version: user.account.version }),
      },
    );
  }

  @Post('disable')
  @HttpCode(200)
  @RequireScope('access:write')
  disable(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.realmUsers.disable, username, { toBody });
  }

  @Post('enable')
  @HttpCode(200)
  @RequireScope('access:write')
  enable(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.realmUsers.enable, username, { toBody });
  }
}
