import { Body, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import type { Account } from '../core/account.js';
import { accountChanges, accountQuery, newAccount } from './account-fields.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { AdminDesk } from './desk.js';
import { Needs } from './needs.js';
import { nothing } from '../edge/wing/nothing.js';
import { pageAnswer } from '../edge/wing/page.js';
import { read } from '../edge/wing/read.js';

const told = (account: Account): Answer => ({ body: account, version: account.version });

/** Who may hold credentials. */
@AdminRoutes('accounts')
export class AccountsController {
  constructor(private readonly desk: AdminDesk) {}

  @Post()
  @Needs('admin:write')
  open(@Req() request: AdminRequest, @Body() body: unknown): Promise<Answer> {
    const wish = read(newAccount, body);
    return this.desk.change(request, { work: (cases) => cases.openAccount.run(wish), tell: told });
  }

  @Get()
  @Needs('admin:read')
  async list(@Req() request: AdminRequest, @Query() query: unknown): Promise<Answer> {
    const { limit, cursor: after, ...filter } = read(accountQuery, query);
    const found = await this.desk.cases(request).listAccounts.run({ ...filter, after, limit: limit + 1 });
    return pageAnswer(found, limit, ({ id }) => id);
  }

  @Get(':account')
  @Needs('admin:read')
  async show(@Req() request: AdminRequest, @Param('account') id: string): Promise<Answer> {
    return told((await this.desk.cases(request).showAccount.run(id)).account);
  }

  @Patch(':account')
  @Needs('admin:write')
  alter(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    const changes = read(accountChanges, body);
    return this.desk.change(request, {
      work: (cases) => cases.changeAccount.run({ account, ...changes }),
      tell: told,
    });
  }

  @Post(':account/suspend')
  @HttpCode(200)
  @Needs('admin:write')
  suspend(
    @Req() request: AdminRequest,
    @Param('account') id: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    read(nothing, body);
    return this.desk.change(request, { work: (cases) => cases.suspendAccount.run(id), tell: told });
  }

  @Post(':account/reactivate')
  @HttpCode(200)
  @Needs('admin:write')
  reactivate(
    @Req() request: AdminRequest,
    @Param('account') id: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    read(nothing, body);
    return this.desk.change(request, { work: (cases) => cases.reactivateAccount.run(id), tell: told });
  }
}
