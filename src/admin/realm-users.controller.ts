import { Body, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { nothing } from '../http/problem-api/nothing.js';
import { read } from '../http/problem-api/read.js';
import type { RouteAnswer } from '../http/problem-api/route-answer.js';
import type { RealmUserWithAccount } from '../management/realm-users/create-realm-user.js';
import { RealmUserUseCases } from '../management/realm-users/realm-user-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { presentPassword, presentRepeatedPassword } from './present-password.js';
import { newRealmPassword, realmUserChanges } from './realm-user-fields.js';
import { RequireScope } from './require-scope.js';

const present = ({ user, account: { version } }: RealmUserWithAccount): RouteAnswer => ({
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
  @RequireScope('admin:write')
  update(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteAnswer> {
    const { scopes } = read(realmUserChanges, body);
    return this.changes.change(request, this.realmUsers.update, { username, scopes }, { present });
  }

  @Post('password')
  @HttpCode(200)
  @RequireScope('admin:write')
  setPassword(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteAnswer> {
    const { password } = read(newRealmPassword, body);
    return this.changes.change(
      request,
      this.realmUsers.setPassword,
      { username, password },
      {
        present: (user) => ({ body: presentPassword(user), version: user.account.version }),
        presentRepeat: (user) => ({ body: presentRepeatedPassword(user), version: user.account.version }),
      },
    );
  }

  @Post('disable')
  @HttpCode(200)
  @RequireScope('admin:write')
  disable(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteAnswer> {
    read(nothing, body);
    return this.changes.change(request, this.realmUsers.disable, username, { present });
  }

  @Post('enable')
  @HttpCode(200)
  @RequireScope('admin:write')
  enable(
    @Req() request: AdminRequest,
    @Param('username') username: string,
    @Body() body: unknown,
  ): Promise<RouteAnswer> {
    read(nothing, body);
    return this.changes.change(request, this.realmUsers.enable, username, { present });
  }
}
