import { Body, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { pageFields, pageOfAll } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { CredentialUseCases } from '../management/credentials/credential-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { newSecretAnswer } from './change-answers.js';
import { newCredential } from './credential-fields.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/accounts/:account/credentials`: the client ids of one account. */
@AdminRoutes('accounts/:account/credentials')
export class AccountCredentialsController {
  constructor(
    private readonly accounts: AccountUseCases,
    private readonly credentials: CredentialUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post()
  @RequireScope('accounts:write')
  create(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { clientSecret, ...input } = parseInput(newCredential, body);
    const whole = { ...input, account, ...(clientSecret && { secret: clientSecret }) };
    return this.changes.change(request, this.credentials.create, whole, newSecretAnswer);
  }

  @Get()
  @RequireScope('admin:read')
  async list(@Param('account') account: string, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(z.strictObject(pageFields), query);
    const page = await this.accounts.show.run(account);
    return pageOfAll(page.credentials, { limit, after });
  }
}
