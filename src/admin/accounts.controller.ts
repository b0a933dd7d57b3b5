import { Body, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { withRole } from '../core/accounts/operator-role.js';
import { noInput } from '../http/problem-details/no-input.js';
import { pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { accountChanges, accountQuery, newAccount } from './account-fields.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { accountAnswer } from './change-answers.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/accounts`: the accounts, which own credentials and certificates. */
@AdminRoutes('accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post()
  @RequireScope('accounts:write')
  create(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    const input = parseInput(newAccount, body);
    return this.changes.change(request, this.accounts.create, input, accountAnswer);
  }

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after, ...filter } = parseInput(accountQuery, query);
    const found = await this.accounts.list.run({ ...filter, after, limit: limit + 1 });
    return pageResponse(found.map(withRole), limit, ({ id }) => id);
  }

  @Get(':account')
  @RequireScope('admin:read')
  async show(@Param('account') id: string): Promise<RouteResponse> {
    return accountAnswer.toBody((await this.accounts.show.run(id)).account);
  }

  @Patch(':account')
  @RequireScope('accounts:write')
  update(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const changes = parseInput(accountChanges, body);
    return this.changes.change(request, this.accounts.update, { account, ...changes }, accountAnswer);
  }

  /** Everything that is kept of an account. Only administrators may, and the audit trail records it. */
  @Get(':account/export')
  @RequireScope('admin:write')
  export(
    @Req() request: AdminRequest,
    @Param('account') id: string,
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, query);
    return this.changes.change(request, this.accounts.export, id, {
      toBody: ({ document }) => ({ body: document }),
    });
  }

  @Post(':account/suspend')
  @HttpCode(200)
  @RequireScope('access:write')
  suspend(
    @Req() request: AdminRequest,
    @Param('account') id: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.accounts.suspend, id, accountAnswer);
  }

  @Post(':account/reactivate')
  @HttpCode(200)
  @RequireScope('access:write')
  reactivate(
    @Req() request: AdminRequest,
    @Param('account') id: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.accounts.reactivate, id, accountAnswer);
  }
}
