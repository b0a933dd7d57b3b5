import { Body, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import type { IssuedCredential } from '../management/issue-credential.js';
import { adminPath, type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { newCredential } from './credential-fields.js';
import { AdminDesk } from './desk.js';
import { Needs } from './needs.js';
import { pageFields, pageOfAll } from '../edge/wing/page.js';
import { read } from '../edge/wing/read.js';
import { withoutSecret, withSecret } from '../edge/wing/told-secret.js';

/** The client ids of one account. */
@AdminRoutes('accounts/:account/credentials')
export class AccountCredentialsController {
  constructor(private readonly desk: AdminDesk) {}

  @Post()
  @Needs('admin:write')
  issue(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    const { clientSecret, ...wish } = read(newCredential, body);
    const whole = { ...wish, account, ...(clientSecret && { secret: clientSecret }) };
    return this.desk.change<IssuedCredential>(request, {
      work: (cases) => cases.issueCredential.run(whole),
      tell: ({ credential, secret, account: { version } }) => ({
        body: withSecret(credential, secret),
        version,
      }),
      tellAgain: ({ credential, secret, account: { version } }) => ({
        body: withoutSecret(credential, secret, adminPath),
        version,
      }),
    });
  }

  @Get()
  @Needs('admin:read')
  async list(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Query() query: unknown,
  ): Promise<Answer> {
    const { limit, cursor: after } = read(z.strictObject(pageFields), query);
    const page = await this.desk.cases(request).showAccount.run(account);
    return pageOfAll(page.credentials, { limit, after });
  }
}
